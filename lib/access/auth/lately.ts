import "server-only";
import type { Db, Tx } from "#lib/store/db/connection.ts";

/** Changes of one person within this time count together: a plan cut into pieces is still that plan. */
export const TOGETHER_MS = 3_600_000;

/**
 * The changes that a person made lately, or is making, without anybody else's approval: by when they were asked for, and by when
 * they ran, for a batch can be paused, or fail and be tried again, until long after.
 */
export const madeLately = (store: Db | Tx, userId: string) => {
  const since = new Date(Date.now() - TOGETHER_MS).toISOString();
  return store
    .selectFrom("changes")
    .where("user_id", "=", userId)
    .where("state", "not in", ["skipped", "cancelled"])
    .where((where) =>
      where.or([
        where("created_at", ">", since),
        where("started_at", ">", since),
        where("state", "in", ["pending", "running"]),
      ]),
    )
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom("approvals")
            .select("id")
            .whereRef("approvals.batch_id", "=", "changes.batch_id")
            // What a token asked for and its own person approved is theirs alone.
            .where((by) =>
              by.or([
                by("approvals.decided_by", "is", null),
                by("approvals.decided_by", "!=", by.ref("approvals.user_id")),
              ]),
            ),
        ),
      ),
    );
};

/**
 * Makes others who count wait for this transaction: two plans of one person, each below the line and both at once, are one
 * above it.
 */
export async function inTurn(tx: Tx): Promise<void> {
  await tx
    .insertInto("meta")
    .values({ key: "approvals-queue", value: "" })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: "" }))
    .execute();
}
