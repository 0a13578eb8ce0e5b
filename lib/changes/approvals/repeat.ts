import "server-only";
import type { Selectable } from "kysely";
import { nowIsoByClock } from "#lib/core/clock.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { outsideViews } from "#lib/store/db/view.ts";

export type Approved = Pick<Selectable<Tables["approvals"]>, "user_id" | "decided_by" | "expires_at">;

/** The request that a batch was approved as by somebody else; undefined where nobody had to. All of the store counts. */
export const approvalOf = (batchId: string): Promise<Approved | undefined> =>
  outsideViews(() =>
    db()
      .selectFrom("approvals")
      .select(["user_id", "decided_by", "expires_at"])
      .where("batch_id", "=", batchId)
      // What a token asked for and its own person approved, nobody else said yes to.
      .where((where) =>
        where.or([where("decided_by", "is", null), where("decided_by", "!=", where.ref("user_id"))]),
      )
      .executeTakeFirst(),
  );

/**
 * Why somebody may not try an approved batch again; undefined where they may: the two who said yes to it, while the request
 * would still wait.
 */
export function whyNotAgain(
  viewer: Viewer,
  { user_id, decided_by, expires_at }: Approved,
): string | undefined {
  if (viewer.userId !== user_id && viewer.userId !== decided_by)
    return "This was approved: only who asked for it or approved it can try it again. Ask for it as new changes";
  return expires_at <= nowIsoByClock()
    ? "The time of the approved request is over: ask for what failed as new changes"
    : undefined;
}
