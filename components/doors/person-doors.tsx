"use client";

import { useQueries } from "@tanstack/react-query";
import { Line, LineGlyph, LineNote, LineText } from "#components/ui/line.tsx";
import { Link } from "#components/ui/link.tsx";
import { SectionHead } from "#components/ui/section-head.tsx";
import { doorsOptions } from "#lib/directory/doors/queries.ts";
import type { OrgDoors } from "#lib/directory/doors/schema.ts";
import { doorsFor } from "#lib/directory/doors/words.ts";
import type { Person } from "#lib/directory/people/schema.ts";

/** How this person could come back into the organizations they are in, once removed: read when it is looked at. */
export function PersonDoors({ person, initial }: { person: Person; initial: readonly OrgDoors[] }) {
  const reads = useQueries({
    queries: initial.map((doors) => ({
      ...doorsOptions(doors.connectionId),
      placeholderData: { doors },
    })),
  });
  if (initial.length === 0) return null;
  const found = initial.flatMap((before, place) => {
    const { data, isError } = reads[place] ?? {};
    const org = data?.doors ?? before;
    const isSso = person.memberships.some(
      ({ team, member }) =>
        team.connectionId === org.connectionId && team.kind === "organization" && member.sso,
    );
    const doors = doorsFor({ label: person.shown, emails: person.emails, isSso }, org);
    const problem = isError ? `${org.organization} could not be read now` : data?.problem;
    return [
      ...doors.map((door) => ({ ...door, teamId: org.teamId, isProblem: door.kind === "unread" })),
      ...(problem
        ? [
            {
              kind: "problem",
              words: `${org.organization}: ${problem}`,
              teamId: org.teamId,
              isProblem: true,
              connectionId: org.connectionId,
            },
          ]
        : []),
    ];
  });
  return (
    <section aria-label="Ways back in">
      <SectionHead title="Ways back in" count={found.filter(({ isProblem }) => !isProblem).length} />
      <div>
        {found.length === 0 && (
          <LineNote>No e-mail domain, invite link or identity provider lets them in again.</LineNote>
        )}
        {found.map((door) => (
          <Line key={`${door.kind} ${door.connectionId} ${door.words}`}>
            <LineGlyph icon={door.isProblem ? "help" : "alert"} tone={door.isProblem ? "faint" : "warn"} />
            <LineText as="bdi" title={door.words}>
              {door.words}
            </LineText>
            {door.kind === "link" && door.teamId && (
              <Link className="link" href={`/teams/${encodeURIComponent(door.teamId)}/members`}>
                Open
              </Link>
            )}
          </Line>
        ))}
      </div>
    </section>
  );
}
