import "server-only";
import { oldSince, tokenDays } from "#lib/directory/policies/token-age.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { tellTokenOld } from "#lib/store/outbox/tell.ts";

/** A token that stays is told of again after so many days. */
const AGAIN_DAYS = 7;
/** A refusal is told of when it happens; that nobody has done anything about it, after so many days. */
const REFUSED_DAYS = 1;

/**
 * Reminds of stored tokens that are older than the policy allows, and of refused ones that nobody has replaced: each at
 * most once in seven days, over all processes. Returns how many.
 */
export async function remindOfTokens(nowMs = Date.now()): Promise<number> {
  const days = await tokenDays();
  const old = oldSince(days, nowMs);
  const wanting = () =>
    db()
      .selectFrom("connections")
      .select(["id"])
      .where((where) =>
        where.or([
          where("token_stored_at", "<=", old),
          where.and([where("state", "=", "refused"), where("state_at", "<=", oldSince(REFUSED_DAYS, nowMs))]),
        ]),
      )
      .where((where) =>
        where.or([
          where("token_told_at", "is", null),
          where("token_told_at", "<=", oldSince(AGAIN_DAYS, nowMs)),
        ]),
      )
      .execute();
  let told = 0;
  for (const { id } of await wanting()) if (await remindOf(id, { old, days, nowMs })) told++;
  return told;
}

async function remindOf(id: string, by: { old: string; days: number; nowMs: number }): Promise<boolean> {
  return transact(async (tx) => {
    const row = await tx
      .updateTable("connections")
      .set({ token_told_at: new Date(by.nowMs).toISOString() })
      .where("id", "=", id)
      .where((where) =>
        where.or([
          where("token_told_at", "is", null),
          where("token_told_at", "<=", oldSince(AGAIN_DAYS, by.nowMs)),
        ]),
      )
      .returning(["id", "label", "vendor", "state", "token_stored_at"])
      .executeTakeFirst();
    if (!row) return false;
    const isOld = row.token_stored_at !== null && row.token_stored_at <= by.old;
    const reason: "age" | "refused" = isOld ? "age" : "refused";
    const facts = { reason, storedAt: row.token_stored_at, limitDays: by.days };
    await appendEvent(tx, {
      action: "connection.tokenOld",
      actor: "system",
      outcome: "done",
      connectionId: id,
      facts: { vendor: row.vendor, label: row.label, ...facts },
      search: row.label,
    });
    await tellTokenOld(
      tx,
      { id, label: row.label, vendor: row.vendor },
      facts,
      new Date(by.nowMs).toISOString(),
    );
    return true;
  });
}
