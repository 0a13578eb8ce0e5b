import "server-only";
import type { ConnectionRef, PlanContext, RunContext, TeamRef } from "#lib/changes/kind.ts";
import { type KnownMember, knownMember, membersAreFresh, organizationTeamId } from "#lib/changes/refs.ts";
import type { PlanWarning } from "#lib/changes/schema.ts";
import { rolePhrase } from "#lib/changes/words.ts";
import { db } from "#lib/db/connection.ts";
import { emailKey } from "#lib/db/text-key.ts";
import { AppError } from "#lib/errors.ts";
import type { TeamRole, VendorClient, VendorFacts, VendorMember } from "#lib/vendors/port.ts";

/** Most pages of admins that are read before one change: a team has few. */
const MAX_PAGES = 20;

/** The role that manages a team at this vendor: admin where it knows one, else owner. */
export const managingRole = (facts: VendorFacts): TeamRole =>
  facts.capabilities.knownRoles.includes("admin") ? "admin" : "owner";

/** The word of an organization's role that manages it. */
export const ORG_ADMIN = "admin";

export const roleKey = (teamId: string, userId: string): string => `role:${teamId}:${userId}`;
export const orgRoleKey = (connectionId: string, userId: string): string =>
  `org-role:${connectionId}:${userId}`;

const person = (label: string, code: string, text: string): PlanWarning => ({
  code,
  text: text.replaceAll("{name}", () => label),
  confirm: true,
});

/** Warnings about whom it concerns: the owner of the token in use, and the viewer. `loss` ends the sentence. */
export function personalWarnings(
  ctx: { viewer: { email: string }; connection: ConnectionRef; facts: VendorFacts },
  member: KnownMember,
  loss: string,
): PlanWarning[] {
  const warnings: PlanWarning[] = [];
  if (ctx.connection.tokenUserId === member.userId)
    warnings.push(
      person(
        member.label,
        "TOKEN_OWNER",
        `Rollcall works with {name}'s ${ctx.facts.tokenNoun}: ${loss}, and Rollcall may lose access.`,
      ),
    );
  const key = emailKey(ctx.viewer.email);
  if (key !== null && key === member.emailKey)
    warnings.push(person(member.label, "YOURSELF", `{name} is you: ${loss}.`));
  return warnings;
}

/** Confirmed people with the managing role besides one, as the store has it and the plan so far will leave it. */
async function othersInStore(
  teamId: string,
  role: TeamRole,
  exceptUserId: string,
  expected?: ReadonlyMap<string, string | null>,
): Promise<boolean> {
  const rows = await db()
    .selectFrom("members")
    .select("user_id")
    .where("team_id", "=", teamId)
    .where("role", "=", role)
    .where("status", "=", "active")
    .where("user_id", "!=", exceptUserId)
    .where("removed_at", "is", null)
    .execute();
  return rows.some((row) => {
    const planned = expected?.get(roleKey(teamId, row.user_id));
    return planned === undefined || planned === role;
  });
}

/** Asks the vendor (`role=admin`) who else manages the team; stops at the first other confirmed one. */
async function askManagers(
  client: VendorClient,
  team: TeamRef,
  role: TeamRole,
  userId: string,
  signal: AbortSignal,
  ignored?: (userId: string) => boolean,
): Promise<{ others: boolean; isManager: boolean }> {
  let cursor: string | undefined;
  let isManager = false;
  let others = false;
  const seen = new Set<string>();
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await client.listMembers(team.vendorTeamId, cursor, { role, signal });
    for (const member of answer.items) {
      if (member.role !== role || member.status !== "active") continue;
      if (member.userId === userId) isManager = true;
      else if (!ignored?.(member.userId)) others = true;
    }
    if (others || answer.next === undefined || seen.has(answer.next)) break;
    seen.add(answer.next);
    cursor = answer.next;
  }
  return { others, isManager };
}

/** Whether the vendor filters members by the managing role, so that it can be asked cheaply. */
const canAsk = (facts: VendorFacts): boolean => managingRole(facts) === "admin";

/**
 * LAST_ADMIN where the change would take the managing role from the last confirmed person who has it: by the
 * store, corrected by the vendor's live answer where the plan may ask.
 */
export async function lastManagerWarnings(
  ctx: Pick<PlanContext<"member.remove">, "facts" | "expected" | "ask">,
  team: TeamRef,
  member: KnownMember,
  role: TeamRole,
): Promise<PlanWarning[]> {
  const managing = managingRole(ctx.facts);
  if (role !== managing || member.status !== "active") return [];
  let others = await othersInStore(team.id, managing, member.userId, ctx.expected);
  if (ctx.ask && canAsk(ctx.facts)) {
    const leaving = (userId: string) => {
      const expected = ctx.expected.get(roleKey(team.id, userId));
      return expected !== undefined && expected !== managing;
    };
    const live = await ctx.ask((client, signal) =>
      askManagers(client, team, managing, member.userId, signal, leaving),
    );
    if (live) others = live.others;
  }
  if (others) return [];
  const word = rolePhrase(managing).replace(/^an? /, "");
  return [
    {
      code: "LAST_ADMIN",
      text: `${member.label} is the last confirmed ${word} of ${team.name}: nobody else could manage it as ${rolePhrase(managing)} afterwards.`,
      confirm: true,
    },
  ];
}

/**
 * The runner's last look before somebody loses the managing role: throws LAST_ADMIN unless that was acknowledged.
 * Asks the vendor live where it filters by role and the person has the role, or our copy is too old to say.
 */
export async function guardLastManager(
  ctx: Pick<RunContext<"member.remove">, "acknowledged" | "before" | "facts" | "input" | "client" | "signal">,
  team: TeamRef,
): Promise<void> {
  if (ctx.acknowledged.has("LAST_ADMIN")) return;
  const managing = managingRole(ctx.facts);
  const { userId } = ctx.input;
  if (canAsk(ctx.facts)) {
    if (ctx.before.role !== managing && (await membersAreFresh(team.id))) return;
    const { others, isManager } = await askManagers(ctx.client, team, managing, userId, ctx.signal);
    if (isManager && !others) throw lastAdmin(team.name);
    return;
  }
  const member = await knownMember(team.id, userId);
  if (member?.role !== managing || member.status !== "active") return;
  if (!(await othersInStore(team.id, managing, userId))) throw lastAdmin(team.name);
}

const lastAdmin = (name: string): AppError =>
  new AppError("LAST_ADMIN", { reason: `Nobody else could manage ${name} afterwards` });

/** Whether somebody else is a confirmed admin of the organization, by the store and the plan so far. */
async function hasOtherOrgAdmin(
  connectionId: string,
  exceptUserId: string,
  expected: ReadonlyMap<string, string | null>,
): Promise<boolean> {
  const teamId = await organizationTeamId(connectionId);
  if (teamId === undefined) return false;
  const rows = await db()
    .selectFrom("members")
    .select("user_id")
    .where("team_id", "=", teamId)
    .where("org_role", "=", ORG_ADMIN)
    .where("status", "=", "active")
    .where("user_id", "!=", exceptUserId)
    .where("removed_at", "is", null)
    .execute();
  return rows.some((row) => {
    const planned = expected.get(orgRoleKey(connectionId, row.user_id));
    return planned === undefined || planned === ORG_ADMIN;
  });
}

/** LAST_ORG_ADMIN where an organization would lose its last admin. */
export async function lastOrgAdminWarnings(
  ctx: Pick<PlanContext<"org.setRole">, "connection" | "expected">,
  member: KnownMember,
  orgRole: string | null,
): Promise<PlanWarning[]> {
  if (orgRole !== ORG_ADMIN || member.status !== "active") return [];
  if (await hasOtherOrgAdmin(ctx.connection.id, member.userId, ctx.expected)) return [];
  return [
    {
      code: "LAST_ORG_ADMIN",
      text: `${member.label} is the last admin of ${ctx.connection.targetName}: nobody else could manage the organization afterwards.`,
      confirm: true,
    },
  ];
}

/**
 * The runner's last look at an organization's admins (`role=admin`, live): throws LAST_ADMIN where nobody else is
 * one, unless LAST_ORG_ADMIN was acknowledged.
 */
export async function guardLastOrgAdmin(
  ctx: Pick<
    RunContext<"org.removeMember">,
    "acknowledged" | "before" | "connection" | "input" | "client" | "signal"
  >,
): Promise<void> {
  if (ctx.acknowledged.has("LAST_ORG_ADMIN") || ctx.before.orgRole !== ORG_ADMIN) return;
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await ctx.client.listOrgMembers?.(cursor, { role: ORG_ADMIN, signal: ctx.signal });
    const isOther = (member: VendorMember) =>
      member.userId !== ctx.input.userId && member.orgRole === ORG_ADMIN && member.status === "active";
    if (answer?.items.some(isOther)) return;
    if (answer?.next === undefined || answer.next === cursor) break;
    cursor = answer.next;
  }
  throw lastAdmin(ctx.connection.targetName);
}
