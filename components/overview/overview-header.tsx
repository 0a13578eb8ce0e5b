"use client";

import { RefreshButton } from "#components/standing/refresh-button.tsx";
import { useStanding } from "#components/standing/standing.tsx";
import { StandingLine } from "#components/standing/standing-line.tsx";
import { StandingProblems } from "#components/standing/standing-problems.tsx";
import { useRefreshAll } from "#components/standing/use-refresh-all.ts";
import { Link } from "#components/ui/link.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { grouped } from "#lib/core/grouped.ts";
import type { Counts } from "#lib/insight/standing/schema.ts";
import { anyToken } from "#lib/vendors/words.ts";

const plural = (n: number, one: string, many: string) => `${grouped(n)} ${n === 1 ? one : many}`;

/** The overview's heading and its sentence of numbers, the same ones as in the navigation. */
export function OverviewHeader({
  mayConnect,
  hasSteps,
}: {
  mayConnect: boolean;
  /** The first steps are below: the first of them is to connect something. */
  hasSteps: boolean;
}) {
  const { standing } = useStanding();
  const refreshing = useRefreshAll();
  const hasConnections = standing.connections > 0;
  return (
    <>
      <PageHeader
        title="Overview"
        meta={hasConnections && <StandingLine />}
        actions={
          hasConnections && <RefreshButton isTurning={refreshing.isPending} onPress={refreshing.refresh} />
        }
      />
      <p className="-mt-1.5 px-gutter pb-3 text-muted">
        {hasConnections ? (
          <Numbers counts={standing.counts} />
        ) : (
          <>
            Nothing is connected yet.
            {!hasSteps && mayConnect && (
              <>
                {" "}
                <Link className="link" href="/settings/connections">
                  Add a connection
                </Link>{" "}
                with {anyToken()} to begin.
              </>
            )}
            {!hasSteps && !mayConnect && " An admin adds the first connection."}
          </>
        )}
      </p>
      <StandingProblems refreshing={refreshing} />
    </>
  );
}

function Numbers({ counts: { people, teams, secrets, due, overdue } }: { counts: Counts }) {
  return (
    <>
      {plural(people, "person", "people")} in {plural(teams, "team", "teams")}.{" "}
      {plural(secrets, "secret", "secrets")}
      {overdue > 0 && (
        <>
          ,{" "}
          <Link className="font-medium text-warn" href="/secrets?due=overdue">
            {grouped(overdue)} overdue
          </Link>
        </>
      )}
      {due > 0 && (
        <>
          ,{" "}
          <Link className="link" href="/secrets?due=due">
            {grouped(due)} due
          </Link>
        </>
      )}
      .
    </>
  );
}
