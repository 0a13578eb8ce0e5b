import Link from "next/link";
import { Block } from "#components/overview/block.tsx";
import { Icon } from "#components/ui/icon.tsx";
import type { WaitingPerson } from "#lib/insight/overview/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** How long somebody waits; where only the first sight of it is known, it is "at least". */
function waitingFor({ days, isExact, isUnseen }: WaitingPerson): string {
  if (isUnseen) return days === 0 ? "not listed yet" : `not listed for ${days} d`;
  if (isExact) return days === 0 ? "today" : `${days} d`;
  return days === 0 ? "seen today" : `at least ${days} d`;
}

export function WaitingBlock({ people, total }: { people: WaitingPerson[]; total: number }) {
  return (
    <Block title="Invited, still waiting" count={total} empty="Everybody who was invited has accepted.">
      {people.map((person) => (
        <Link
          className="line"
          key={person.key}
          href={`/teams/${person.teamId}/members?status=invited`}
          title={`${person.label}, invited to ${person.teamName}`}
        >
          <Icon name={person.vendor} />
          <bdi className="clip">{person.label}</bdi>
          <span className="val">
            {VENDOR_FACTS[person.vendor].name}, {waitingFor(person)}
          </span>
        </Link>
      ))}
    </Block>
  );
}
