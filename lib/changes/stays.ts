import "server-only";
import { ORG_ADMIN } from "#lib/changes/org-managers.ts";
import type { Prepared } from "#lib/changes/plan.ts";
import { orgRoleTitle } from "#lib/changes/words.ts";
import { db } from "#lib/db/connection.ts";
import { TEAM_ROLES } from "#lib/vendors/port.ts";

/** Whom a change is about, where a vendor's organization may give them more than their team does. */
const keyOf = ({ connection, input }: Prepared): string => `${connection.id} ${String(input.userId)}`;
const isToDo = ({ described }: Prepared): boolean => !described.skip && !described.refusal;

/** "Admin of Acme Docs" */
export const adminOf = (organization: string): string => `${orgRoleTitle(ORG_ADMIN)} of ${organization}`;

/** Whether it takes rights in a team away. */
function takesRights({ name, input, described }: Prepared): boolean {
  if (name === "member.remove") return true;
  const before = described.beforeState?.role;
  return (
    name === "member.setRole" &&
    before !== undefined &&
    TEAM_ROLES.indexOf(input.role as never) > TEAM_ROLES.indexOf(before)
  );
}

/**
 * Says by the line what a demotion or a removal leaves: whoever is an admin of the organization manages its teams as
 * before, unless another change of the plan ends that too. The words stay with the change when it is done.
 */
export async function sayWhatStays(plan: readonly Prepared[]): Promise<void> {
  const lines = plan.filter((one) => isToDo(one) && takesRights(one));
  if (lines.length === 0) return;
  const ended = new Set(
    plan
      .filter((one) => isToDo(one) && (one.name === "org.setRole" || one.name === "org.removeMember"))
      .filter(({ input }) => input.orgRole !== ORG_ADMIN)
      .map(keyOf),
  );
  const admins = await orgAdminsOf([...new Set(lines.map(({ connection }) => connection.id))]);
  for (const one of lines) {
    if (!admins.has(keyOf(one)) || ended.has(keyOf(one))) continue;
    const stays = adminOf(one.connection.targetName);
    one.description.stays = stays;
    one.planned.warnings.push({
      code: "STAYS_ORG_ADMIN",
      text: `${one.described.subject} stays ${stays}.`,
      confirm: false,
      own: true,
    });
  }
}

/** "connection user" of each admin of these connections' organizations. */
export async function orgAdminsOf(connectionIds: readonly string[]): Promise<Set<string>> {
  if (connectionIds.length === 0) return new Set();
  const rows = await db()
    .selectFrom("members")
    .innerJoin("teams", "teams.id", "members.team_id")
    .select(["members.connection_id", "members.user_id"])
    .where("members.connection_id", "in", connectionIds)
    .where("teams.kind", "=", "organization")
    .where("members.org_role", "=", ORG_ADMIN)
    .where("members.removed_at", "is", null)
    .where("teams.removed_at", "is", null)
    .execute();
  return new Set(rows.map((row) => `${row.connection_id} ${row.user_id}`));
}
