import "server-only";
import {
  checklistFor,
  connectionsOf,
  doorTasks,
  isOwnToken,
  type LeavingPlace,
} from "#lib/changes/offboarding/checklist.ts";
import { removalOf } from "#lib/changes/offboarding/left-out.ts";
import { ownedAlone } from "#lib/changes/offboarding/ownership.ts";
import type { OffboardingPlan, OffboardingStart } from "#lib/changes/offboarding/schema.ts";
import { exposedNames, secretsExposedTo } from "#lib/changes/rotation/exposure.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { AppError } from "#lib/core/errors.ts";
import { getDoors } from "#lib/directory/doors/data.ts";
import { doorsFor } from "#lib/directory/doors/words.ts";
import { getPerson } from "#lib/directory/people/person.ts";
import type { Membership } from "#lib/directory/people/schema.ts";
import { orgRoleTitle } from "#lib/vendors/role-words.ts";

/** Names of secrets that are shown before the whole list is made. */
const NAMED = 5;

export type OffboardingChoices = {
  /** Organizations where they are to stay. */
  staysIn?: readonly string[];
  /** Connections whose open invite links go too. */
  links?: readonly string[];
  /** Who owns a team next that they own alone. */
  heirs?: readonly { teamId: string; userId: string }[];
  /** Teams that are left without an owner. */
  unowned?: readonly string[];
};

const teamIdsOf = (memberships: readonly Membership[]): string[] =>
  memberships.flatMap(({ team }) => (team.kind === "team" ? [team.id] : []));

/** What the dialog can show before everything is read again. */
export async function startOffboarding(memberships: readonly Membership[]): Promise<OffboardingStart> {
  const [owned, secrets] = await Promise.all([
    ownedAlone(memberships),
    exposedNames(teamIdsOf(memberships), NAMED),
  ]);
  return { owned, secrets };
}

/**
 * The changes that take a person out of every team and every organization, but for those where they are to stay: first
 * somebody else owns what they alone own, then teams, then organizations, and last where the token in use is this person's
 * own. Throws NOT_FOUND.
 */
export async function planOffboarding(
  personId: string,
  { staysIn = [], links = [], heirs = [], unowned = [] }: OffboardingChoices = {},
): Promise<OffboardingPlan> {
  const person = await getPerson(personId);
  if (!person) throw new AppError("NOT_FOUND", { reason: "Nobody is known by this id any more" });
  const kept = new Set(staysIn);
  const places = person.memberships.map(
    ({ team, member }): LeavingPlace => ({
      vendor: team.vendor,
      connectionId: team.connectionId,
      userId: member.userId,
      teamName: team.name,
      kind: team.kind,
      stays: team.kind === "organization" && kept.has(team.id),
    }),
  );
  const connections = await connectionsOf(places);
  const owned = await ownedAlone(person.memberships);
  const handed = owned.flatMap(({ teamId, successors }) => {
    const heir = heirs.find((one) => one.teamId === teamId);
    return heir && successors.some(({ userId }) => userId === heir.userId) ? [heir] : [];
  });
  const rank = ({ team, member }: Membership): number =>
    (isOwnToken(connections, { connectionId: team.connectionId, userId: member.userId }) ? 2 : 0) +
    (team.kind === "organization" ? 1 : 0);
  const leaving = person.memberships
    .filter(({ team }) => team.kind === "team" || !kept.has(team.id))
    .map((membership, index) => ({ membership, index }))
    .sort((a, b) => rank(a.membership) - rank(b.membership) || a.index - b.index)
    .map(({ membership }) => membership);
  const exposed = await secretsExposedTo(teamIdsOf(person.memberships).map((teamId) => ({ teamId })));
  const left = leaving.filter(({ team }) => team.kind === "organization");
  const orgs = await getDoors(left.map(({ team }) => team.connectionId));
  const closing = orgs.filter(({ connectionId }) => links.includes(connectionId));
  const doors = orgs.flatMap((org) => {
    const isSso = left.some(({ team, member }) => team.connectionId === org.connectionId && member.sso);
    const found = doorsFor({ label: person.shown, emails: person.emails, isSso }, org);
    return closing.includes(org) ? found.filter(({ kind }) => kind !== "link") : found;
  });
  return {
    changes: [
      ...handed.map((heir): ChangeRequest => ({ kind: "member.setRole", input: { ...heir, role: "owner" } })),
      ...closing.flatMap(({ connectionId, links: open }) =>
        open.map(
          ({ id }): ChangeRequest => ({ kind: "org.deleteLink", input: { connectionId, linkId: id } }),
        ),
      ),
      ...leaving.map(removalOf),
    ],
    doors,
    stays: person.memberships
      .filter(({ team }) => team.kind === "organization" && kept.has(team.id))
      .map(({ team, member }) => `${orgRoleTitle(member.orgRole)} of ${team.name}`),
    undecided: owned.filter(
      ({ teamId }) => !unowned.includes(teamId) && !handed.some((heir) => heir.teamId === teamId),
    ),
    checklist: [...checklistFor(person.shown, places, connections), ...doorTasks(doors, connections, places)],
    exposedSecrets: exposed.length,
    exposed: exposed.slice(0, NAMED).map(({ name, teamName }) => ({ name, teamName })),
  };
}
