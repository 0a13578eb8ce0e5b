"use client";

import { OverviewBlock } from "#components/overview/block.tsx";
import { useStanding } from "#components/standing/standing.tsx";
import { LineGlyph, LineLink } from "#components/ui/line.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { WaitingPerson } from "#lib/insight/overview/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** When somebody was invited; where only the first sight of it is known, it says so. */
function Waiting({ person: { since, isExact, isUnseen } }: { person: WaitingPerson }) {
  return (
    <>
      {isExact ? "invited " : "invited, first seen "}
      <TimeAgo at={since} />
      {isUnseen && ", not listed yet"}
    </>
  );
}

export function WaitingBlock({ people, total }: { people: WaitingPerson[]; total: number }) {
  const { counts } = useStanding().standing;
  return (
    <OverviewBlock
      title="Invited, still waiting"
      count={total}
      empty={counts.people === 0 ? "Nobody has been read yet." : "Nobody who was invited is waiting."}
    >
      {people.map((person) => (
        <LineLink
          isTwo
          key={person.key}
          href={`/teams/${person.teamId}/members?status=invited`}
          title={`${person.label}, invited to ${person.teamName}`}
        >
          <LineGlyph icon={person.vendor} />
          <span className="min-w-0 flex-1 leading-[17px]">
            <bdi className="clip">{person.label}</bdi>
            <small className="clip text-small text-faint">
              <span className="sr-only">{VENDOR_FACTS[person.vendor].name}, </span>
              <bdi>{person.teamName}</bdi>, <Waiting person={person} />
            </small>
          </span>
        </LineLink>
      ))}
    </OverviewBlock>
  );
}
