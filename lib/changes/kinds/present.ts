import "server-only";
import type { LiveAsk, PlanContext } from "#lib/changes/kinds/kind.ts";
import { type KnownMember, knownMember, knownOrgMember, wasMember } from "#lib/changes/kinds/refs.ts";
import { named, notSaid, notThere, operation, plannedTeam } from "#lib/changes/kinds/shared.ts";
import type { Described } from "#lib/changes/types.ts";
import { personLabel } from "#lib/core/person-words.ts";
import { organizationTeamId } from "#lib/directory/teams/organization.ts";
import { emailKey } from "#lib/store/db/text-key.ts";
import type { VendorClient, VendorMember } from "#lib/vendors/port.ts";

/**
 * What is said of whether somebody is there. "not-said": our copy never knew them, and the vendor did not say or was not asked;
 * undefined: they are not.
 */
type Presence = KnownMember | "not-said" | undefined;

/** Somebody in the planned team by our copy; by the vendor where our copy does not know them, for they may be newer than that. */
export async function presentMember(ctx: PlanContext<"member.remove" | "member.setRole">): Promise<Presence> {
  const { id, vendorTeamId } = plannedTeam(ctx);
  const { userId } = ctx.input;
  const known = await knownMember(id, userId);
  if (known) return known;
  return askFor(ctx, id, async (client, signal) => {
    const found = await client.findMember(vendorTeamId, userId, { signal });
    if (!found) return undefined;
    const ofOrganization = await knownOrgMember(ctx.connection.id, userId);
    return { ...(ofOrganization ?? asKnown(userId, found.member)), role: found.role };
  });
}

/** The same of the planned organization. */
export async function presentOrgMember(
  ctx: PlanContext<"org.removeMember" | "org.setRole">,
): Promise<Presence> {
  const { userId } = ctx.input;
  const id = await organizationTeamId(ctx.connection.id);
  const known = id === undefined ? undefined : await knownMember(id, userId);
  if (known) return known;
  return askFor(ctx, id, async (client, signal) => {
    const found = await operation(client.findOrgMember, "read its members")(userId, { signal });
    // A role that cannot be read is not that of a guest.
    return found && (found.orgRole === undefined ? "not-said" : asKnown(userId, found));
  });
}

/** Whoever is there, under the name that tells them from others of the plan. */
export const namedIn = (
  ctx: Pick<PlanContext<"member.remove">, "names">,
  present: Presence,
): KnownMember | undefined => named(ctx, present === "not-said" ? undefined : present);

/** Why nothing is planned about somebody of whom nobody says whether they are there. */
export const notSeen = (
  { ask, facts }: Pick<PlanContext<"member.remove">, "ask" | "facts">,
  words: { title: string; subject: string },
  place: string,
): Described =>
  ask
    ? notSaid(words, `${facts.name} does not say whether ${words.subject} is in ${place}`)
    : notThere(words, `Rollcall has not seen ${words.subject} in ${place}: refresh it first`);

/** Whom our copy saw leave is not there, unless the vendor, which a change alone is asked about, says otherwise. */
async function askFor(
  { ask, input: { userId } }: { ask: LiveAsk | undefined; input: { userId: string } },
  teamId: string | undefined,
  find: (client: VendorClient, signal: AbortSignal) => Promise<Presence>,
): Promise<Presence> {
  if (!ask) return teamId !== undefined && (await wasMember(teamId, userId)) ? undefined : "not-said";
  const found = await ask.vendor(async (client, signal) => (await find(client, signal)) ?? "absent");
  return found === "absent" ? undefined : (found ?? "not-said");
}

const asKnown = (userId: string, member: VendorMember | undefined): KnownMember => ({
  userId,
  email: member?.email,
  emailKey: emailKey(member?.email ?? null) ?? undefined,
  label: personLabel({ name: member?.name ?? "", email: member?.email ?? null, userId }),
  role: member?.role ?? "member",
  orgRole: member?.orgRole ?? null,
  inOrg: member?.orgRole !== undefined,
  status: member?.status ?? "active",
});
