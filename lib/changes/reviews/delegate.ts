import "server-only";
import type { z } from "zod";
import { actorOf } from "#lib/access/auth/actor.ts";
import { chosenItems } from "#lib/changes/reviews/chosen.ts";
import { openName } from "#lib/changes/reviews/decide.ts";
import { isOwn, readReviewers, whyLost } from "#lib/changes/reviews/reviewers.ts";
import type { Decided, delegateSchema } from "#lib/changes/reviews/schema.ts";
import { tellAssigned } from "#lib/changes/reviews/telling.ts";
import { AppError } from "#lib/core/errors.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { transact } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";

/**
 * Gives undecided rows to somebody else: one's own, or anybody's for who may begin reviews. Rows about the new reviewer, or of
 * teams that they do not see, stay. Throws NOT_FOUND, CONFLICT, FORBIDDEN, INVALID_INPUT.
 */
export async function delegate(viewer: Viewer, asked: z.output<typeof delegateSchema>): Promise<Decided> {
  const to = (await readReviewers([asked.to])).get(asked.to);
  if (!to || to.isDisabled)
    throw new AppError("INVALID_INPUT", { fields: { to: ["Choose somebody who can sign in"] } });
  const items = await chosenItems(viewer, asked);
  if (items.length === 0) throw new AppError("NOT_FOUND", { reason: "These rows are gone" });
  const isAnybodys = can(viewer, "review.create");
  const refused = new Map<string, number>();
  const able = items.filter((item) => {
    const place = { connectionId: item.connection_id, teamId: item.team_id };
    const reason = isOwn(to, item)
      ? "Nobody reviews themselves"
      : !isAnybodys && item.reviewer_id !== viewer.userId
        ? "It is not yours to hand over"
        : item.decision !== null
          ? "It is decided already"
          : whyLost(to, place);
    if (reason) refused.set(reason, (refused.get(reason) ?? 0) + 1);
    return reason === undefined;
  });
  const reasons = [...refused].map(([reason, count]) => ({ reason, count }));
  if (able.length === 0)
    throw new AppError("CONFLICT", { reason: reasons[0]?.reason ?? "Nothing to hand over" });
  const moved = await transact(async (tx) => {
    const name = await openName(tx, asked.reviewId);
    let count = 0;
    for (const some of chunks(able)) {
      let query = tx
        .updateTable("review_items")
        .set({ reviewer_id: to.id })
        .where(
          "id",
          "in",
          some.map(({ id }) => id),
        )
        .where("decision", "is", null);
      if (!isAnybodys) query = query.where("reviewer_id", "=", viewer.userId);
      count += (await query.returning("id").execute()).length;
    }
    if (count === 0) return 0;
    await appendEvent(tx, {
      action: "review.delegate",
      actor: actorOf(viewer),
      outcome: "done",
      facts: { reviewId: asked.reviewId, rows: count, to: to.id },
      personal: { review: name, name: to.name, email: to.email },
      search: `${name} ${to.name} ${to.email}`,
    });
    const review = await tx
      .selectFrom("reviews")
      .selectAll()
      .where("id", "=", asked.reviewId)
      .executeTakeFirstOrThrow();
    if (to.id !== viewer.userId)
      await tellAssigned(
        tx,
        review,
        Array.from({ length: count }, () => to.id),
      );
    return count;
  });
  return { decided: moved, refused: reasons };
}
