import "server-only";
import { CHANGED_CODE, UNDECIDED_CODE } from "#lib/changes/reviews/constants.ts";
import { accessOf } from "#lib/changes/reviews/data.ts";
import { type StoredItem, toDoItems } from "#lib/changes/reviews/to-do.ts";
import type { ChangeRequest, PlanWarning } from "#lib/changes/schema.ts";
import type { SourceLine } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { TEAM_ROLES } from "#lib/vendors/port.ts";

/**
 * The removals and changes that an open review comes to, team by team; what nobody decided is removed where the review says
 * so, and each such line says it. Throws NOT_FOUND, FORBIDDEN, and CONFLICT where the review is not open.
 */
export async function reviewLines(viewer: Viewer, reviewId: string): Promise<SourceLine[]> {
  const review = await db().selectFrom("reviews").selectAll().where("id", "=", reviewId).executeTakeFirst();
  if (!review) throw new AppError("NOT_FOUND", { reason: "There is no such review" });
  if (!can(viewer, "review.close"))
    throw new AppError("FORBIDDEN", { reason: "Your role in Rollcall may not close reviews" });
  if (review.state !== "open") throw new AppError("CONFLICT", { reason: "This review is not open" });
  const items = await toDoItems(db(), review);
  const rolesNow = await currentRoles(items);
  return items.map(
    (item): SourceLine => ({
      request: requestOf(item),
      warnings: warningsOf(item, rolesNow.get(`${item.team_id} ${item.user_id}`)),
    }),
  );
}

function requestOf(item: StoredItem): ChangeRequest {
  const { connection_id: connectionId, team_id: teamId, user_id: userId } = item;
  const isChange = item.decision === "change" && item.new_role !== null;
  if (item.kind === "organization")
    return isChange
      ? { kind: "org.setRole", input: { connectionId, userId, orgRole: item.new_role ?? "" } }
      : { kind: "org.removeMember", input: { connectionId, userId } };
  const role = TEAM_ROLES.find((one) => one === item.new_role);
  return isChange && role
    ? { kind: "member.setRole", input: { teamId, userId, role } }
    : { kind: "member.remove", input: { teamId, userId } };
}

/** What a line says besides: that nobody decided about it, or that it is not as it was when the review began. */
function warningsOf(item: StoredItem, now: string | undefined): PlanWarning[] {
  const said = (code: string, text: string): PlanWarning => ({ code, text, confirm: false, own: true });
  return [
    ...(item.decision === null
      ? [said(UNDECIDED_CODE, "Nobody decided about it: removed, as the review says.")]
      : []),
    ...(now !== undefined && now !== accessOf(item)
      ? [said(CHANGED_CODE, `Was ${accessOf(item)} when the review began, and is ${now} now.`)]
      : []),
  ];
}

/** What these people are now, by "team user"; who has left is not there. */
async function currentRoles(items: readonly StoredItem[]): Promise<Map<string, string>> {
  const teamIds = [...new Set(items.map((item) => item.team_id))];
  const kinds = new Map(items.map((item) => [item.team_id, item.kind]));
  const now = new Map<string, string>();
  for (const teamId of teamIds) {
    const rows = await db()
      .selectFrom("members")
      .select(["team_id", "user_id", "role", "org_role"])
      .where("team_id", "=", teamId)
      .where("removed_at", "is", null)
      .execute();
    for (const row of rows)
      now.set(`${row.team_id} ${row.user_id}`, accessOf({ ...row, kind: kinds.get(teamId) ?? "team" }));
  }
  return now;
}
