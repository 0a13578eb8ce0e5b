"use client";

import { HelpLink } from "#components/help/help-link.tsx";
import { useStanding } from "#components/standing/standing.tsx";
import { HeadNote } from "#components/ui/page-header.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { grouped } from "#lib/core/grouped.ts";
import type { Reading, Standing } from "#lib/insight/standing/schema.ts";

/** How far the reading of one connection is: ", 3 of 7 teams". */
function progress({ teams, read, isListing, rows }: Reading): string {
  if (read < teams && teams > 1) return `, ${grouped(read)} of ${grouped(teams)} teams`;
  if (isListing && teams !== 1) return rows > 0 ? `, ${grouped(rows)} teams so far` : ", its teams";
  return rows > 0 ? `, ${grouped(rows)} so far` : "";
}

function NowReading({ reading: [first, ...others] }: { reading: readonly Reading[] }) {
  if (!first) return null;
  return (
    <span className="flex min-w-0 whitespace-pre">
      Reading <bdi className="clip">{first.label}</bdi>
      {progress(first)}
      {others.length > 0 &&
        ` and ${grouped(others.length)} more ${others.length === 1 ? "connection" : "connections"}`}
    </span>
  );
}

function Age({ lists: { known, never, syncedAt } }: { lists: Standing["lists"] }) {
  if (known === 0) return null;
  if (!syncedAt) return <>Never synced</>;
  return (
    <>
      Synced <TimeAgo at={syncedAt} isLong />
      {never > 0 && `, ${grouped(never)} ${never === 1 ? "list" : "lists"} never`}
    </>
  );
}

/** What is being read just now, else how old the oldest rows of a page over all teams are; and what that means. */
export function StandingLine() {
  return (
    <>
      <State />
      <HelpLink topic="sync" className="max-sm:hidden" />
    </>
  );
}

function State() {
  const { reading, failures, lists } = useStanding().standing;
  if (reading.length > 0)
    return (
      <HeadNote isRunning>
        <NowReading reading={reading} />
      </HeadNote>
    );
  const isWorrying = failures.length > 0 || (lists.known > 0 && !lists.syncedAt);
  return (
    <HeadNote isWorrying={isWorrying}>
      <Age lists={lists} />
    </HeadNote>
  );
}
