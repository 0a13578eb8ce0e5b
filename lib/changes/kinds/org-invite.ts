import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { effectsOf, takenLately } from "#lib/changes/kinds/effects.ts";
import type { ChangeKind } from "#lib/changes/kinds/kind.ts";
import { memberTarget } from "#lib/changes/kinds/leaving.ts";
import { roleKey } from "#lib/changes/kinds/managers.ts";
import { knownMember, orgMemberByEmail } from "#lib/changes/kinds/refs.ts";
import type { PlanWarning } from "#lib/changes/schema.ts";
import type { Described, RunContext } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import { storeEntry } from "#lib/directory/doors/mutations.ts";
import { writeMember } from "#lib/directory/members/mutations.ts";
import { organizationTeamId } from "#lib/directory/teams/organization.ts";
import { transact } from "#lib/store/db/connection.ts";
import { emailKey } from "#lib/store/db/text-key.ts";
import type { InviteResult, VendorMember } from "#lib/vendors/port.ts";
import { orgRoleTitle, rolePhrase, roleTitle } from "#lib/vendors/role-words.ts";
import { isVendorError, named, notSupported, operation, READ_BACK_PAUSES_MS } from "./shared.ts";

type Context = RunContext<"org.invite">;

export const orgInvite: ChangeKind<"org.invite"> = {
  name: "org.invite",
  isReadBackLoosely: true,
  supported: (capabilities) => capabilities.organization,
  scope: ({ connectionId, teamId }) => ({ connectionId, teamId }),
  target: ({ connectionId, email }) => `invite:${connectionId}:${emailKey(email) ?? email}`,

  async plan(ctx) {
    const { email, orgRole, teamId, role = "member" } = ctx.input;
    const sso = ctx.connection.enforcesSso ? true : ctx.input.sso;
    const { capabilities, name } = ctx.facts;
    const { organization, team } = ctx.names;
    const person = named(ctx, await orgMemberByEmail(ctx.connection.id, email));
    const member = person && teamId ? await knownMember(teamId, person.userId) : undefined;
    const had =
      person && teamId
        ? (await takenLately(ctx, "member.remove")).get(memberTarget(teamId, person.userId))
        : undefined;
    const label = person?.label ?? email;
    const toTeam = `${team} as ${rolePhrase(role)}`;
    const invitation = `Invite ${label} to ${organization} ${invitedAs(orgRole)}${ssoWords(sso)}`;
    const described: Described = {
      title: person
        ? `Add ${label} of ${organization} to ${toTeam}`
        : `${invitation}${ctx.team ? `, and add to ${toTeam}` : ""}`,
      subject: label,
      email,
      before: person ? `In ${organization}, not in the team` : `Not in ${organization}`,
      after: [
        ...(person
          ? []
          : [`${orgRole ? orgRoleTitle(orgRole) : "Default role"} of ${organization}${ssoWords(sso)}`]),
        ...(ctx.team ? [`${roleTitle(role)} of ${team}`] : []),
      ].join("; "),
      calls: (person ? 0 : 1) + (teamId ? 1 : 0),
      effects: effectsOf({
        "member.add": teamId ? 1 : 0,
        "member.setRole": teamId && (role !== "member" || (had ?? role) !== role) ? 1 : 0,
        "org.setRole": orgRole !== undefined && !person ? 1 : 0,
      }),
      beforeState: person ? { userId: person.userId } : sso ? { sso } : {},
      expects: person && teamId ? [[roleKey(teamId, person.userId), role]] : [],
    };
    if (orgRole !== undefined && !capabilities.organizationRoles.includes(orgRole))
      return notSupported(described, `${name} has no role "${orgRole}" in an organization`);
    if (teamId && !capabilities.assignableRoles.includes(role))
      return notSupported(described, `${name} cannot make somebody ${rolePhrase(role)}`);
    if (person && (!teamId || member))
      return { ...described, calls: 0, skip: `${label} is already in ${ctx.team ? team : organization}` };
    if (person) return { ...described, warnings: inAlready(label, organization, person.orgRole, ctx.input) };
    return {
      ...described,
      warnings: [
        {
          code: "SEATS",
          text: `Each person invited to ${organization} may take a paid seat.`,
          confirm: false,
        },
        ...(sso && ctx.input.sso !== true
          ? [
              {
                code: "SSO_ENFORCED",
                text: `${organization} enforces single sign-on: people are invited with it.`,
                confirm: false,
              },
            ]
          : []),
      ],
    };
  },

  async apply(ctx) {
    // A second attempt of ours finds whom the first one invited.
    const known = ctx.before.userId ?? (ctx.isRepeat ? (await findByEmail(ctx))?.userId : undefined);
    if (known !== undefined) return addToTeam(ctx, { userId: known, invited: false, withoutSso: false });
    const invite = operation(ctx.client.inviteToOrg, "invite people");
    const { email, orgRole } = ctx.input;
    const sso = ctx.before.sso ?? ctx.input.sso;
    const answer = await invite({ emails: [email], role: orgRole, sso }, { signal: ctx.signal }).catch(
      async (error: unknown) => {
        if (!sso) await throwIfEnforced(ctx, error);
        return afterLostInvite(ctx, error);
      },
    );
    const withoutSso = answer.failedSsoEmails.some((failed) => emailKey(failed) === emailKey(email));
    const [only, ...more] = answer.userIds;
    const invited = only !== undefined && more.length === 0 ? only : (await findByEmail(ctx))?.userId;
    if (invited === undefined && !ctx.team)
      return { state: "done", result: { invited: true, withoutSso }, ...saidOf(withoutSso) };
    if (invited === undefined)
      throw new AppError("VENDOR_NOT_FOUND", {
        reason: `${email} was invited, but is not in the organization yet: add them to the team later`,
      });
    return addToTeam(ctx, { userId: invited, invited: true, withoutSso });
  },

  async verify(ctx) {
    const person = await findByEmail(ctx);
    if (!person) return { is: "not-done" };
    const result = { userId: person.userId, invited: ctx.before.userId === undefined };
    if (!ctx.team) return { is: "done", result, patch: { member: person } };
    const found = await ctx.client.findMember(ctx.team.vendorTeamId, person.userId, { signal: ctx.signal });
    if (!found) return { is: "not-done" };
    return { is: "done", result, patch: { member: { ...person, role: found.role } } };
  },

  async settle(tx, ctx, applied, touchedAt) {
    const member = applied.patch?.member;
    if (!member) return undefined;
    const { id: connectionId, vendor } = ctx.connection;
    const organization = await organizationTeamId(connectionId, tx);
    if (organization)
      await writeMember(
        tx,
        { id: organization, connectionId, vendor },
        { ...member, role: "member" },
        { touchedAt },
      );
    if (ctx.team) await writeMember(tx, ctx.team, member, { touchedAt });
    return undefined;
  },

  lists: ({ teamId }) => [
    { of: "organization" },
    ...(teamId ? [{ of: "team" as const, teamId, part: "members" as const }] : []),
  ],

  never: ({ input, before, result }) =>
    !result.userId
      ? "The vendor did not say whom it invited"
      : before.userId !== undefined && !input.teamId
        ? "Nothing was changed"
        : undefined,

  async inverse({ input, before, result, connectionId }) {
    if (!result.userId) return { none: "The vendor did not say whom it invited" };
    if (before.userId === undefined)
      return { kind: "org.removeMember", input: { connectionId, userId: result.userId } };
    return input.teamId
      ? { kind: "member.remove", input: { teamId: input.teamId, userId: result.userId } }
      : { none: "Nothing was changed" };
  },

  phrases: ({ description: { subject, teamName, until }, input, before, result }) => {
    const added = input.teamId ? `now ${rolePhrase(input.role ?? "member")} of ${teamName}` : undefined;
    const invited = before.userId === undefined;
    const how = result.withoutSso ? ", without single sign-on: they are in another organization" : "";
    const claim = added
      ? `${subject} ${invited ? "was invited and " : ""}is ${added}`
      : `${subject} was invited to ${teamName}`;
    return {
      claim: `${claim}${until ? `, ${until}` : ""}${how}`,
      attempt: `${invited ? "invite" : "add"} ${subject} to ${teamName}`,
      skipped: `${subject} is already in ${teamName}`,
    };
  },
};

const invitedAs = (orgRole: string | undefined): string =>
  orgRole ? `as ${orgRoleTitle(orgRole)}` : "with its default role";
const ssoWords = (sso: boolean | undefined): string =>
  sso === undefined ? "" : sso ? ", with single sign-on" : ", without single sign-on";

/** What an invitation would have given somebody who needs none. */
function inAlready(
  label: string,
  organization: string,
  role: string | null,
  { orgRole, sso }: Pick<Context["input"], "orgRole" | "sso">,
): PlanWarning[] {
  const isRole = orgRole !== undefined && orgRole !== role;
  if (!isRole && sso === undefined) return [];
  const asked = [isRole ? orgRoleTitle(orgRole) : "", ssoWords(sso).replace(", ", "")]
    .filter(Boolean)
    .join(", ");
  const text = `${label} is in ${organization} already and stays ${orgRoleTitle(role)} there: no invitation is sent that would say "${asked}".`;
  return [{ code: "NOT_INVITED", text, confirm: false, own: true }];
}

/** A refusal may mean that single sign-on is enforced by now: then nothing is sent that nobody has seen in a plan. */
async function throwIfEnforced(ctx: Context, error: unknown): Promise<void> {
  if (!isVendorError(error) || error.effect !== "none" || !ctx.client.readEntry) return;
  if (error.code !== "VENDOR_REFUSED" && error.code !== "VENDOR_FORBIDDEN") return;
  const readAt = nowIso();
  const entry = await ctx.client.readEntry({ signal: ctx.signal }).catch(() => undefined);
  if (!entry?.enforcesSso) return;
  await transact((tx) => storeEntry(tx, ctx.connection.id, entry, readAt));
  throw new AppError(error.code, {
    reason: `${ctx.connection.targetName} enforces single sign-on by now. Plan it again: it will be invited with it.`,
  });
}

/** It worked, and not quite as asked: a batch says so in its row. */
const saidOf = (withoutSso: boolean): { reason?: string } =>
  withoutSso ? { reason: "Without single sign-on: in another organization already" } : {};

type Added = { userId: string; invited: boolean; withoutSso: boolean };

async function addToTeam(ctx: Context, person: Added) {
  const { userId, invited } = person;
  const { role = "member", email } = ctx.input;
  const { team } = ctx;
  if (team) {
    if (!invited && role === "member") await assertNotMore(ctx, team.vendorTeamId, userId);
    const add = operation(ctx.client.addMember, "add members");
    await add(team.vendorTeamId, userId, role, { signal: ctx.signal }).catch((error: unknown) => {
      throw invited && isVendorError(error) && error.effect === "none"
        ? new AppError(error.code, {
            reason: `${email} was invited, but not added to ${team.name}${error.reason ? `: ${error.reason}` : ""}`,
          })
        : error;
    });
  }
  // Only for the row: the invitation has worked, whatever this read says.
  const found = await findByEmail(ctx).catch(() => undefined);
  const member: VendorMember = { name: "", email, status: "active", orgRole: null, ...found, userId, role };
  return { state: "done" as const, result: person, patch: { member }, ...saidOf(person.withoutSso) };
}

/** Somebody who was made an owner elsewhere meanwhile is not made a member by being "added". */
async function assertNotMore(ctx: Context, teamId: string, userId: string): Promise<void> {
  const found = await ctx.client.findMember(teamId, userId, { signal: ctx.signal });
  if (found && found.role !== "member")
    throw new AppError("VENDOR_CONFLICT", {
      reason: `Already in ${ctx.team?.name ?? "the team"} as ${rolePhrase(found.role)}`,
    });
}

/** An invitation is never sent twice: after a lost answer it is looked for among the organization's people. */
async function afterLostInvite(ctx: Context, error: unknown): Promise<InviteResult> {
  if (!isVendorError(error) || error.effect === "none") throw error;
  let looks = 0;
  for (const pause of READ_BACK_PAUSES_MS) {
    await sleep(pause);
    const found = await findByEmail(ctx).then(
      (person) => ({ person }),
      () => undefined,
    );
    if (found?.person) return { userIds: [found.person.userId], invited: 1, failedSsoEmails: [] };
    if (found) looks++;
    if (looks < 2) continue;
    const { facts, input } = ctx;
    throw new AppError(error.code, {
      reason: `${facts.name} did not answer, and ${input.email} is not in the organization`,
    });
  }
  throw error;
}

async function findByEmail(ctx: Context): Promise<VendorMember | undefined> {
  const search = operation(ctx.client.searchOrgMembers, "search its members");
  const wanted = emailKey(ctx.input.email);
  const people = await search(ctx.input.email, { signal: ctx.signal });
  return people.find((person) => emailKey(person.email) === wanted);
}
