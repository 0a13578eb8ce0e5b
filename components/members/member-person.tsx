"use client";

import { useQuery } from "@tanstack/react-query";
import { Sentence } from "#components/activity/sentence.tsx";
import { membershipWord } from "#components/people/membership-words.ts";
import { Link } from "#components/ui/link.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { VendorGlyph } from "#components/ui/vendor-name.tsx";
import { personHistoryOptions, personOptions } from "#lib/directory/people/queries.ts";

const TEAMS = 6;
const CHANGES = 4;
const HEAD = "pt-3 pb-1 text-small font-medium text-muted";

/** Of a member's details: where else the person is, what changed lately, and the way to their page. */
export function MemberPerson({ personId, teamId }: { personId: string; teamId: string }) {
  const href = `/people/${encodeURIComponent(personId)}`;
  const person = useQuery(personOptions(personId));
  const history = useQuery(personHistoryOptions(personId));
  const others = (person.data?.memberships ?? []).filter(({ team }) => team.id !== teamId);
  const changes = (history.data ?? []).slice(0, CHANGES);
  return (
    <div className="border-b border-line-raised px-5 pt-3 pb-4">
      <Link className="link" href={href}>
        Open person
      </Link>
      <h3 className={HEAD}>Other teams</h3>
      {others.length === 0 ? (
        <p className="text-faint">
          {person.isPending ? "Reading…" : person.isError ? "Could not be read." : "In no other team."}
        </p>
      ) : (
        <ul>
          {others.slice(0, TEAMS).map(({ member, team }) => (
            <li key={member.id} className="flex items-center gap-2 py-0.5">
              <VendorGlyph vendor={team.vendor} />
              <Link className="clip hover:underline" href={`/teams/${encodeURIComponent(team.id)}/members`}>
                <bdi>{team.name}</bdi>
              </Link>
              <span className="ms-auto flex-none text-muted">
                {membershipWord({
                  kind: team.kind,
                  role: member.role,
                  status: member.status,
                  ...(member.orgRole ? { orgRole: member.orgRole } : {}),
                })}
              </span>
            </li>
          ))}
          {others.length > TEAMS && (
            <li className="py-0.5">
              <Link className="link" href={href}>
                {others.length - TEAMS} more
              </Link>
            </li>
          )}
        </ul>
      )}
      <h3 className={HEAD}>Recent changes</h3>
      {changes.length === 0 ? (
        <p className="text-faint">
          {history.isPending ? "Reading…" : history.isError ? "Could not be read." : "None yet."}
        </p>
      ) : (
        <ul>
          {changes.map((event) => (
            <li key={event.id} className="flex gap-2 py-0.5 [&>time]:flex-none [&>time]:text-faint">
              <span className="min-w-0 flex-1 wrap-anywhere">
                <Sentence words={event.what} />
              </span>
              <TimeAgo at={event.at} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
