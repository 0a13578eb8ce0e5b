import "server-only";
import { isConfirmedAny } from "#lib/changes/kinds/handover.ts";
import type { PlanContext } from "#lib/changes/kinds/kind.ts";
import { leavingManagers, managingRole, memberTarget, staysManaged } from "#lib/changes/kinds/leaving.ts";
import { type KnownMember, knownMember, membersAreFresh } from "#lib/changes/kinds/refs.ts";
import type { PlanWarning } from "#lib/changes/schema.ts";
import type { ConnectionRef, RunContext, TeamRef } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { db } from "#lib/store/db/connection.ts";
import { emailKey } from "#lib/store/db/text-key.ts";
import type { TeamRole, VendorClient, VendorFacts } from "#lib/vendors/port.ts";
import { rolePhrase } from "#lib/vendors/role-words.ts";

/** Most pages of admins that are read before one change: a team has few. */
const MAX_PAGES = 20;

export const roleKey = (teamId: string, userId: string): string => `role:${teamId}:${userId}`;

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

/** Confirmed people with the role, as the store has it. */
async function managersInStore(teamId: string, role: TeamRole): Promise<string[]> {
  const rows = await db()
    .selectFrom("members")
    .select("user_id")
    .where("team_id", "=", teamId)
    .where("role", "=", role)
    .where("status", "=", "active")
    .where("removed_at", "is", null)
    .execute();
  return rows.map((row) => row.user_id);
}

/** Who else gets the role by an earlier change of the same plan. */
const gaining = (
  expected: ReadonlyMap<string, string | null>,
  teamId: string,
  role: TeamRole,
  exceptUserId: string,
): string[] => {
  const prefix = roleKey(teamId, "");
  return [...expected].flatMap(([key, planned]) =>
    planned === role && key.startsWith(prefix) && key !== roleKey(teamId, exceptUserId)
      ? [key.slice(prefix.length)]
      : [],
  );
};

type Managers = { others: boolean; isManager: boolean; seen: Set<string> };

/** Asks the vendor (`role=admin`) who else manages the team; stops at the first page with another confirmed one. */
async function askManagers(
  client: VendorClient,
  team: TeamRef,
  role: TeamRole,
  userId: string,
  signal: AbortSignal,
  ignored: (userId: string) => boolean,
): Promise<Managers> {
  let cursor: string | undefined;
  const found: Managers = { others: false, isManager: false, seen: new Set() };
  const cursors = new Set<string>();
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await client.listMembers(team.vendorTeamId, cursor, { role, signal });
    for (const member of answer.items) {
      if (member.role !== role || member.status !== "active") continue;
      found.seen.add(member.userId);
      if (member.userId === userId) found.isManager = true;
      else if (!ignored(member.userId)) found.others = true;
    }
    if (found.others || answer.next === undefined || cursors.has(answer.next)) break;
    cursors.add(answer.next);
    cursor = answer.next;
  }
  return found;
}

/** Whether the vendor filters members by the managing role, so that it can be asked cheaply. */
const canAsk = (facts: VendorFacts): boolean => managingRole(facts) === "admin";

/**
 * LAST_ADMIN where the change would take the managing role from the last confirmed person who has it: by the store,
 * corrected by the vendor's live answer where the plan may ask. In doubt it asks where there is a warning, this one or one
 * of those `besides`: somebody is about to look at it.
 */
export async function lastManagerWarnings(
  ctx: Pick<PlanContext<"member.remove">, "facts" | "expected" | "remember" | "ask">,
  team: TeamRef,
  member: KnownMember,
  role: TeamRole,
  besides: readonly PlanWarning[],
): Promise<PlanWarning[]> {
  const managing = managingRole(ctx.facts);
  if (role !== managing || member.status !== "active") return [];
  const managers = await ctx.remember(`managers:${team.id}`, () => managersInStore(team.id, managing));
  let others = managers.some((userId) => {
    const planned = ctx.expected.get(roleKey(team.id, userId));
    return userId !== member.userId && (planned === undefined || planned === managing);
  });
  if (!others)
    others = await isConfirmedAny(team.id, gaining(ctx.expected, team.id, managing, member.userId));
  const isAsked = ctx.ask?.when === "first" || !others || besides.length > 0;
  if (ctx.ask && isAsked && canAsk(ctx.facts)) {
    const leaving = (userId: string) => {
      const expected = ctx.expected.get(roleKey(team.id, userId));
      return expected !== undefined && expected !== managing;
    };
    const live = await ctx.ask.vendor((client, signal) =>
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
 * LAST_OWNER where somebody leaves an organization and is the last confirmed manager of teams in it, by the store. Teams
 * that the same plan takes them out of have warnings of their own.
 */
export async function lastOwnerWarnings(
  ctx: Pick<PlanContext<"org.removeMember">, "facts" | "expected" | "connection">,
  member: KnownMember,
): Promise<PlanWarning[]> {
  const managing = managingRole(ctx.facts);
  const managed = await db()
    .selectFrom("members")
    .innerJoin("teams", "teams.id", "members.team_id")
    .select(["teams.id", "teams.name"])
    .where("members.connection_id", "=", ctx.connection.id)
    .where("members.user_id", "=", member.userId)
    .where("members.role", "=", managing)
    .where("members.status", "=", "active")
    .where("members.removed_at", "is", null)
    .where("teams.kind", "=", "team")
    .where("teams.removed_at", "is", null)
    .orderBy("teams.name")
    .execute();
  const left: string[] = [];
  for (const team of managed) {
    if (ctx.expected.has(roleKey(team.id, member.userId))) continue;
    if (!(await staysManaged(db(), team.id, managing, [memberTarget(team.id, member.userId)])))
      left.push(team.name);
  }
  const [first, ...more] = left;
  if (first === undefined) return [];
  const teams = more.length === 0 ? first : `${first} and ${more.length} more`;
  const role = rolePhrase(managing);
  return [
    {
      code: "LAST_OWNER",
      text: `${member.label} is the last confirmed ${role.replace(/^an? /, "")} of ${teams}: nobody else could manage ${more.length === 0 ? "it" : "them"} as ${role} afterwards.`,
      confirm: true,
    },
  ];
}

/** A live answer serves the changes of the next moment too, while it shows that more than enough managers stay. */
const RECENT_MS = 5_000;
const ENOUGH = 3;
type Recent = { at: string; atMs: number; ids: ReadonlySet<string> };
const recent = () => perProcess("recent-managers", () => new Map<string, Recent>());

type GuardContext = Pick<
  RunContext<"member.remove">,
  "acknowledged" | "before" | "changeId" | "facts" | "input" | "client" | "signal"
>;

/**
 * The runner's last look before somebody loses the managing role: throws LAST_ADMIN unless that was acknowledged.
 * Asks the vendor live where it filters by role and the person has the role, or our copy is too old to say. Whom
 * another change of ours is taking away at the same time does not count.
 */
export async function guardLastManager(ctx: GuardContext, team: TeamRef): Promise<void> {
  if (ctx.acknowledged.has("LAST_ADMIN")) return;
  const managing = managingRole(ctx.facts);
  const { userId } = ctx.input;
  if (canAsk(ctx.facts)) {
    if (ctx.before.role !== managing && (await isKnownNotToManage(team.id, userId, managing))) return;
    if (await enoughStay(ctx, team)) return;
    const at = nowIso();
    const leaving = await leavingManagers(team.id, ctx.changeId);
    const live = await askManagers(ctx.client, team, managing, userId, ctx.signal, (id) => leaving.has(id));
    recent().set(team.id, { at, atMs: performance.now(), ids: live.seen });
    if (live.isManager && !live.others) throw lastAdmin(team.name);
    return;
  }
  // Whom our copy does not know may manage it all the same.
  const known = await knownMember(team.id, userId);
  const member = known ?? (await ctx.client.findMember(team.vendorTeamId, userId, { signal: ctx.signal }));
  if (member?.role !== managing || (known && known.status !== "active")) return;
  const leaving = await leavingManagers(team.id, ctx.changeId);
  const managers = await managersInStore(team.id, managing);
  if (!managers.some((id) => id !== userId && !leaving.has(id))) throw lastAdmin(team.name);
}

/** By a copy that is a minute old at most: what the plan found may be long ago, for a batch may have been paused. */
const isKnownNotToManage = async (teamId: string, userId: string, managing: TeamRole): Promise<boolean> =>
  (await membersAreFresh(teamId)) && (await knownMember(teamId, userId))?.role !== managing;

/** Whether the vendor's last answer, a moment ago, leaves enough managers whom none of our changes has taken away since. */
async function enoughStay(ctx: GuardContext, team: TeamRef): Promise<boolean> {
  const last = recent().get(team.id);
  if (!last || performance.now() - last.atMs > RECENT_MS) {
    recent().delete(team.id);
    return false;
  }
  const leaving = await leavingManagers(team.id, ctx.changeId, last.at);
  const staying = [...last.ids].filter((id) => id !== ctx.input.userId && !leaving.has(id));
  return staying.length >= ENOUGH;
}

/** Refuses to take away whoever manages it last. */
export const lastAdmin = (name: string): AppError =>
  new AppError("LAST_ADMIN", { reason: `Nobody else could manage ${name} afterwards` });
