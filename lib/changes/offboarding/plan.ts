import "server-only";
import { checklistFor, type LeavingPlace, ownTokens } from "#lib/changes/offboarding/checklist.ts";
import type { OffboardingPlan } from "#lib/changes/offboarding/schema.ts";
import { secretsExposedTo } from "#lib/changes/rotation/exposure.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { AppError } from "#lib/core/errors.ts";
import { getDoors } from "#lib/directory/doors/data.ts";
import { doorsFor } from "#lib/directory/doors/words.ts";
import { getPerson } from "#lib/directory/people/person.ts";
import type { Membership } from "#lib/directory/people/schema.ts";
import { orgRoleTitle } from "#lib/vendors/role-words.ts";

/**
 * The changes that take a person out of every team and every organization, but for those where they are to stay: teams
 * first, then organizations, and last where the token in use is this person's own. `links`: connections whose open invite
 * links go too. Throws NOT_FOUND.
 */
export async function planOffboarding(
  personId: string,
  staysIn: readonly string[],
  links: readonly string[] = [],
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
  const tokens = await ownTokens(places);
  const rank = ({ team, member }: Membership): number =>
    (tokens.has(`${team.connectionId} ${member.userId}`) ? 2 : 0) + (team.kind === "organization" ? 1 : 0);
  const leaving = person.memberships
    .filter(({ team }) => team.kind === "team" || !kept.has(team.id))
    .map((membership, index) => ({ membership, index }))
    .sort((a, b) => rank(a.membership) - rank(b.membership) || a.index - b.index)
    .map(({ membership }) => membership);
  const exposed = await secretsExposedTo(
    person.memberships.filter(({ team }) => team.kind === "team").map(({ team }) => ({ teamId: team.id })),
  );
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
      ...closing.flatMap(({ connectionId, links: open }) =>
        open.map(
          ({ id }): ChangeRequest => ({ kind: "org.deleteLink", input: { connectionId, linkId: id } }),
        ),
      ),
      ...leaving.map(
        ({ team, member: { userId } }): ChangeRequest =>
          team.kind === "organization"
            ? { kind: "org.removeMember", input: { connectionId: team.connectionId, userId } }
            : { kind: "member.remove", input: { teamId: team.id, userId } },
      ),
    ],
    doors,
    stays: person.memberships
      .filter(({ team }) => team.kind === "organization" && kept.has(team.id))
      .map(({ team, member }) => `${orgRoleTitle(member.orgRole)} of ${team.name}`),
    checklist: [...checklistFor(person.shown, places, tokens), ...doors.map(({ advice }) => advice)],
    exposedSecrets: exposed.length,
  };
}
