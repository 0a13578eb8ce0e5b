"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { capitalised } from "#components/teams/roles.ts";
import { Button } from "#components/ui/button.tsx";
import { Cell, Row, Table } from "#components/ui/table.tsx";
import { ActionFailure } from "#lib/access/action/failure.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { reachOptions } from "#lib/directory/people/queries.ts";
import type { Membership, Person } from "#lib/directory/people/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

const COLUMNS = [{ label: "Name" }, { label: "Permission", width: 160 }] as const;

/** What the person can reach at each vendor that says so, through teams or otherwise, read when it is looked at. */
export function PersonReach({ person }: { person: Person }) {
  const accounts = person.memberships.filter(
    ({ team }) => team.kind === "organization" && VENDOR_FACTS[team.vendor].capabilities.reachNoun !== "",
  );
  return accounts.map((account) => (
    <Account key={account.member.id} personId={person.id} account={account} />
  ));
}

function Account({ personId, account: { member, team } }: { personId: string; account: Membership }) {
  const { name: vendor, capabilities } = VENDOR_FACTS[team.vendor];
  const noun = capitalised(capabilities.reachNoun);
  const label = `${noun} in ${team.name}`;
  const reach = useInfiniteQuery(
    reachOptions(personId, { connectionId: team.connectionId, userId: member.userId }),
  );
  // A vendor may list one twice.
  const read = reach.data?.pages.flatMap((page) => page.items) ?? [];
  const items = [...new Map(read.map((item) => [item.id, item])).values()];
  const isCut = reach.data?.pages.at(-1)?.isCut === true;
  const failure = reach.error
    ? errorWords(reach.error instanceof ActionFailure ? reach.error.error : { code: "INTERNAL" }, { vendor })
    : undefined;
  return (
    <section aria-label={label}>
      <div className="h2row">
        <h2>
          {noun} in <bdi>{team.name}</bdi>
        </h2>
        {reach.data && (
          <span className="num">
            {items.length.toLocaleString("en")}
            {(reach.hasNextPage || isCut) && " or more"}
          </span>
        )}
      </div>
      {items.length > 0 && (
        <Table label={label} columns={COLUMNS}>
          {items.map((item) => (
            <Row key={item.id}>
              <Cell className="at-1">
                {item.url ? (
                  <a className="title clip" href={item.url} rel="noreferrer noopener" target="_blank">
                    <bdi>{item.name}</bdi>
                  </a>
                ) : (
                  <bdi className="clip">{item.name}</bdi>
                )}
              </Cell>
              <Cell className="at-1e">{item.role ? capitalised(item.role) : "Not known"}</Cell>
            </Row>
          ))}
        </Table>
      )}
      <div className="lines">
        {reach.isPending && <p className="line faint">Reading from {vendor}</p>}
        {reach.data && items.length === 0 && (
          <p className="line faint">They reach no {capabilities.reachNoun} here.</p>
        )}
        {isCut && <p className="line warn">{vendor} says there is more, and not where.</p>}
        {failure && (
          <p className="line danger" role="alert">
            <span className="clip" title={failure}>
              {failure}
            </span>
            <Button onClick={() => void (reach.data ? reach.fetchNextPage() : reach.refetch())}>
              Try again
            </Button>
          </p>
        )}
        {reach.hasNextPage && !failure && (
          <p className="line">
            <Button
              variant="link"
              pending={reach.isFetchingNextPage}
              onClick={() => void reach.fetchNextPage()}
            >
              Show more
            </Button>
          </p>
        )}
      </div>
    </section>
  );
}
