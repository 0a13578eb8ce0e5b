import "server-only";
import { GROUP_FROM, GROUP_SIZE, togetherAs } from "#lib/changes/kinds/together-key.ts";
import type { ChangeRow } from "#lib/changes/types.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import { holder, isFree } from "#lib/store/db/lease.ts";

/** Changes that are looked at for one claim. */
const LOOKED_AT = 40;
/** The first in line, of which some may have to wait for others. */
const LINE = 250;

/** Whether a change waits whose value another process holds. */
export async function isBoundElsewhere(tx: Tx, connectionId: string, now: string): Promise<boolean> {
  const row = await tx
    .selectFrom("changes")
    .select("id")
    .where("connection_id", "=", connectionId)
    .where("state", "=", "pending")
    .where("lease_until", ">", now)
    .where("lease_holder", "!=", holder())
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Waiting changes in the order of their turn: batches take turns, so a long one does not hold up a short one. */
export function nextPending(tx: Tx, connectionId: string, now: string): Promise<ChangeRow[]> {
  return pending(tx, connectionId, now)
    .where("changes.id", "in", (where) =>
      // The rules below cost a look each: they are asked of the first in line, not of thousands.
      where
        .selectFrom("changes as line")
        .innerJoin("batches as theirs", "theirs.id", "line.batch_id")
        .select("line.id")
        .where("line.connection_id", "=", connectionId)
        .where("line.state", "=", "pending")
        .where("theirs.state", "=", "running")
        .orderBy("line.seq")
        .orderBy("line.batch_id")
        .limit(LINE),
    )
    .orderBy("changes.seq")
    .orderBy("changes.batch_id")
    .limit(LOOKED_AT)
    .execute();
}

/** Others of the same batch that can go with a waiting change in one call, where that saves any. */
export async function likeIt(tx: Tx, row: ChangeRow, now: string): Promise<ChangeRow[]> {
  if (row.state !== "pending" || togetherAs(row) === undefined) return [];
  const rows = await pending(tx, row.connection_id, now)
    .where("changes.batch_id", "=", row.batch_id)
    .where("changes.team_id", "=", row.team_id)
    .where("changes.kind", "=", row.kind)
    .where("changes.role", row.role === null ? "is" : "=", row.role)
    .where("changes.lock", "is", null)
    .where("changes.id", "!=", row.id)
    .orderBy("changes.seq")
    .limit(GROUP_SIZE - 1)
    .execute();
  const targets = new Set([row.target]);
  const others = rows.filter((other) => {
    if (togetherAs(other) === undefined || targets.has(other.target)) return false;
    targets.add(other.target);
    return true;
  });
  return others.length + 1 < GROUP_FROM ? [] : others;
}

function pending(tx: Tx, connectionId: string, now: string) {
  return tx
    .selectFrom("changes")
    .innerJoin("batches", "batches.id", "changes.batch_id")
    .selectAll("changes")
    .where("changes.connection_id", "=", connectionId)
    .where("changes.state", "=", "pending")
    .where("batches.state", "=", "running")
    .where((where) =>
      where.or([isFree("changes.lease_until", now), where("changes.lease_holder", "=", holder())]),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("changes as earlier")
            .innerJoin("batches as theirs", "theirs.id", "earlier.batch_id")
            .select("earlier.id")
            .whereRef("earlier.target", "=", "changes.target")
            .where("earlier.state", "in", ["pending", "running"])
            .where((where) =>
              where.or([
                where("earlier.state", "=", "running"),
                where.and([
                  where("theirs.state", "=", "running"),
                  where.or([
                    where("earlier.batch_id", "<", where.ref("changes.batch_id")),
                    where.and([
                      where("earlier.batch_id", "=", where.ref("changes.batch_id")),
                      where("earlier.seq", "<", where.ref("changes.seq")),
                    ]),
                  ]),
                ]),
              ]),
            ),
        ),
      ),
    );
}
