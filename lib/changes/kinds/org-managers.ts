import "server-only";
import type { PlanContext } from "#lib/changes/kinds/kind.ts";
import { lastAdmin } from "#lib/changes/kinds/managers.ts";
import type { KnownMember } from "#lib/changes/kinds/refs.ts";
import type { PlanWarning } from "#lib/changes/schema.ts";
import type { ConnectionRef, RunContext } from "#lib/changes/types.ts";
import { organizationTeamId } from "#lib/directory/teams/organization.ts";
import { db } from "#lib/store/db/connection.ts";
import { managesOrgSql } from "#lib/store/db/manages-org.ts";
import { managesOrg, managingOrgRole } from "#lib/vendors/managing-org-role.ts";
import type { VendorMember } from "#lib/vendors/port.ts";
import { orgRoleTitle } from "#lib/vendors/role-words.ts";

/** Most pages of admins that are read before one change: an organization has few. */
const MAX_PAGES = 20;
/** "Admin of Acme Docs" */
export const adminOf = ({ vendor, targetName }: Pick<ConnectionRef, "vendor" | "targetName">): string =>
  `${orgRoleTitle(managingOrgRole(vendor))} of ${targetName}`;

export const orgRoleKey = (connectionId: string, userId: string): string =>
  `org-role:${connectionId}:${userId}`;

/** Whether somebody else is a confirmed admin of the organization, by the store and the plan so far. */
async function hasOtherOrgAdmin(
  { id: connectionId, vendor }: ConnectionRef,
  exceptUserId: string,
  expected: ReadonlyMap<string, string | null>,
): Promise<boolean> {
  const teamId = await organizationTeamId(connectionId);
  if (teamId === undefined) return false;
  const rows = await db()
    .selectFrom("members")
    .select("user_id")
    .where("team_id", "=", teamId)
    .where("org_role", "=", managingOrgRole(vendor))
    .where("status", "=", "active")
    .where("user_id", "!=", exceptUserId)
    .where("removed_at", "is", null)
    .execute();
  return rows.some((row) => {
    const planned = expected.get(orgRoleKey(connectionId, row.user_id));
    return planned === undefined || managesOrg(vendor, planned);
  });
}

/** LAST_ORG_ADMIN where an organization would lose its last admin. */
export async function lastOrgAdminWarnings(
  ctx: Pick<PlanContext<"org.setRole">, "connection" | "expected">,
  member: KnownMember,
  orgRole: string | null,
): Promise<PlanWarning[]> {
  if (!managesOrg(ctx.connection.vendor, orgRole) || member.status !== "active") return [];
  if (await hasOtherOrgAdmin(ctx.connection, member.userId, ctx.expected)) return [];
  return [
    {
      code: "LAST_ORG_ADMIN",
      text: `${member.label} is the last admin of ${ctx.connection.targetName}: nobody else could manage the organization afterwards.`,
      confirm: true,
    },
  ];
}

/**
 * The runner's last look at an organization's admins (by their role, live): throws LAST_ADMIN where nobody else is
 * one, unless LAST_ORG_ADMIN was acknowledged.
 */
export async function guardLastOrgAdmin(
  ctx: Pick<
    RunContext<"org.removeMember">,
    "acknowledged" | "before" | "connection" | "input" | "client" | "signal"
  >,
): Promise<void> {
  const { vendor, targetName } = ctx.connection;
  if (ctx.acknowledged.has("LAST_ORG_ADMIN") || !managesOrg(vendor, ctx.before.orgRole)) return;
  const role = managingOrgRole(vendor);
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await ctx.client.listOrgMembers?.(cursor, { role, signal: ctx.signal });
    const isOther = (member: VendorMember) =>
      member.userId !== ctx.input.userId && member.orgRole === role && member.status === "active";
    if (answer?.items.some(isOther)) return;
    if (answer?.next === undefined || answer.next === cursor) break;
    cursor = answer.next;
  }
  throw lastAdmin(targetName);
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
    .where(managesOrgSql())
    .where("members.removed_at", "is", null)
    .where("teams.removed_at", "is", null)
    .execute();
  return new Set(rows.map((row) => `${row.connection_id} ${row.user_id}`));
}
