import { Facts } from "#components/ui/facts.tsx";
import { Link } from "#components/ui/link.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { OffboardedFact } from "#lib/changes/offboarding/schema.ts";
import { grouped } from "#lib/core/grouped.ts";
import type { Person } from "#lib/directory/people/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

/** "2 teams and the organization" */
function Places({ person, vendor }: { person: Person; vendor: VendorId }) {
  // Two accounts in one team are in one team.
  const mine = new Map(
    person.memberships.filter(({ team }) => team.vendor === vendor).map(({ team }) => [team.id, team]),
  );
  const teams = [...mine.values()].filter((team) => team.kind === "team").length;
  const organizations = mine.size - teams;
  const above = organizations === 1 ? "the organization" : `${organizations} organizations`;
  return (
    <span>
      {teams > 0 && (
        <>
          <b>{grouped(teams)}</b> {teams === 1 ? "team" : "teams"}
        </>
      )}
      {teams > 0 && organizations > 0 && " and "}
      {organizations > 0 && above} on {VENDOR_FACTS[vendor].name}
    </span>
  );
}

/** One line about a person over all teams. */
export function PersonFacts({
  person,
  offboarded,
}: {
  person: Person;
  offboarded?: OffboardedFact | undefined;
}) {
  const { memberships, topRole } = person;
  const managed = new Set(
    memberships
      .filter(({ member, team }) =>
        team.kind === "organization" ? member.orgRole === "admin" : member.role !== "member",
      )
      .map(({ team }) => team.id),
  ).size;
  return (
    <Facts>
      {person.vendors.map((vendor) => (
        <span key={vendor}>
          <Places person={person} vendor={vendor} />
        </span>
      ))}
      <span>
        <span>
          {topRole === "member" ? (
            "Owner or admin of nothing"
          ) : (
            <>
              Owner or admin of <b>{grouped(managed)}</b> {managed === 1 ? "team" : "teams"}
            </>
          )}
        </span>
      </span>
      <span>
        <span>
          Last active <b>{person.lastActiveAt ? <TimeAgo at={person.lastActiveAt} isLong /> : "unknown"}</b>
        </span>
      </span>
      {person.invitedSince && (
        <span>
          <span>
            Invited, first seen <b>{<TimeAgo at={person.invitedSince} isLong />}</b>
          </span>
        </span>
      )}
      {offboarded && (
        <span>
          <Link className="link" href={`/activity/offboardings/${encodeURIComponent(offboarded.batchId)}`}>
            Offboarded <TimeAgo at={offboarded.at} isLong />
            {offboarded.left > 0 && `, ${grouped(offboarded.left)} left`}
          </Link>
        </span>
      )}
      {person.isDisabled && (
        <span>
          <span>{person.isActive ? "Disabled in places" : "Disabled"}</span>
        </span>
      )}
    </Facts>
  );
}
