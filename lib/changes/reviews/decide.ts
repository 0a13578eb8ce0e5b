import "server-only";
import { actorOf } from "#lib/access/auth/actor.ts";
import { chosenItems } from "#lib/changes/reviews/chosen.ts";
import type { Decision } from "#lib/changes/reviews/constants.ts";
import { isOwn, readReviewers } from "#lib/changes/reviews/reviewers.ts";
import type { Decided, ParsedDecide } from "#lib/changes/reviews/schema.ts";
import type { StoredItem } from "#lib/changes/reviews/stored.ts";
import { nowIsoByClock } from "#lib/core/clock.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { type Tx, transact } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** Names in one event; the count is of all. */
const NAMED = 100;
const NOT_YOURS = "It is not yours to decide about";
const OWN = "Nobody reviews themselves";

/**
 * Decides about rows that are the viewer's, or takes back what they decided. Each decision is kept; the newest counts. Rows
 * that are somebody else's, or about the viewer, are left and counted; where none is left, that is the error. Throws
 * NOT_FOUND, CONFLICT (the review is not open), FORBIDDEN, INVALID_INPUT.
 */
export async function decide(viewer: Viewer, asked: ParsedDecide): Promise<Decided> {
  const me = (await readReviewers([viewer.userId])).get(viewer.userId);
  const items = await chosenItems(viewer, asked);
  if (!me || items.length === 0) throw new AppError("NOT_FOUND", { reason: "These rows are gone" });
  const refused = new Map<string, number>();
  const refuse = (reason: string) => refused.set(reason, (refused.get(reason) ?? 0) + 1);
  const able = items.filter((item) => {
    const reason = isOwn(me, item) ? OWN : item.reviewer_id !== me.id ? NOT_YOURS : roleReason(item, asked);
    if (reason) refuse(reason);
    return reason === undefined;
  });
  const done = await transact(async (tx) => {
    const name = await openName(tx, asked.reviewId);
    const written = await write(tx, viewer, able, asked);
    for (let left = able.length - written.length; left > 0; left--) refuse(NOT_YOURS);
    if (written.length === 0) return written;
    await appendEvent(tx, {
      action: "review.decide",
      actor: actorOf(viewer),
      outcome: "done",
      ...(written.length === 1 && written[0]
        ? { connectionId: written[0].connection_id, teamId: written[0].team_id }
        : {}),
      facts: {
        ...{ reviewId: asked.reviewId, decision: asked.decision, rows: written.length },
        items: written.slice(0, NAMED).map(({ id }) => id),
        ...(asked.role ? { role: asked.role } : {}),
      },
      personal: {
        ...{ review: name, people: written.slice(0, NAMED).map(({ label }) => label) },
        ...(asked.reason ? { reason: asked.reason } : {}),
      },
      search: `${name} ${written
        .slice(0, 10)
        .map(({ label }) => label)
        .join(" ")}`,
    });
    return written;
  });
  const reasons = [...refused].map(([reason, count]) => ({ reason, count }));
  const [first] = reasons;
  if (done.length === 0 && first)
    throw new AppError(first.reason === NOT_YOURS || first.reason === OWN ? "FORBIDDEN" : "INVALID_INPUT", {
      reason: first.reason,
    });
  return { decided: done.length, refused: reasons };
}

/** Why a row cannot get the role that is asked for. */
function roleReason(item: StoredItem, { decision, role }: ParsedDecide): string | undefined {
  if (decision !== "change") return undefined;
  const { name, capabilities } = VENDOR_FACTS[item.vendor];
  const roles: readonly string[] =
    item.kind === "team" ? capabilities.assignableRoles : capabilities.organizationRoles;
  if (!role || !roles.includes(role)) return `${name} has no such role to give`;
  return role === (item.kind === "team" ? item.role : item.org_role)
    ? "That is their role already"
    : undefined;
}

/** The name of a review that is open, and takes its row: it is not closed meanwhile. Throws CONFLICT, NOT_FOUND. */
export async function openName(tx: Tx, reviewId: string): Promise<string> {
  const open = await tx
    .updateTable("reviews")
    .set((row) => ({ told: row("told", "+", 0) }))
    .where("id", "=", reviewId)
    .where("state", "=", "open")
    .returning("name")
    .executeTakeFirst();
  if (open) return open.name;
  const known = await tx.selectFrom("reviews").select("state").where("id", "=", reviewId).executeTakeFirst();
  if (!known) throw new AppError("NOT_FOUND", { reason: "There is no such review" });
  throw new AppError("CONFLICT", {
    reason: known.state === "reading" ? "Its lists are still being read" : "This review is not open any more",
  });
}

/** Writes a decision into the rows that are still the viewer's, and beside them. Returns those rows. */
async function write(
  tx: Tx,
  viewer: Viewer,
  items: readonly StoredItem[],
  { decision, role, reason }: ParsedDecide,
): Promise<StoredItem[]> {
  const at = nowIsoByClock();
  const isUndone = decision === "undone";
  const said = { new_role: role ?? null, reason: reason || null };
  const values = isUndone
    ? { decision: null, new_role: null, reason: null, decided_at: null, decided_by: null }
    : { decision: decision as Decision, ...said, decided_at: at, decided_by: viewer.userId };
  const written: StoredItem[] = [];
  for (const some of chunks(items)) {
    let query = tx
      .updateTable("review_items")
      .set(values)
      .where(
        "id",
        "in",
        some.map(({ id }) => id),
      )
      .where("reviewer_id", "=", viewer.userId);
    if (isUndone) query = query.where("decision", "is not", null);
    const ids = new Set((await query.returning("id").execute()).map(({ id }) => id));
    const mine = some.filter(({ id }) => ids.has(id));
    written.push(...mine);
    if (mine.length > 0)
      await tx
        .insertInto("review_decisions")
        .values(
          mine.map((item) => ({
            ...{ id: newId(), review_id: item.review_id, item_id: item.id },
            ...{ connection_id: item.connection_id, team_id: item.team_id },
            ...{ at, user_id: viewer.userId, decision },
            ...(isUndone ? { new_role: null, reason: null } : said),
          })),
        )
        .execute();
  }
  return written;
}
