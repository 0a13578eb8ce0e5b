"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { capitalised } from "#components/teams/roles.ts";
import { Button } from "#components/ui/button.tsx";
import { LineNote, LineText } from "#components/ui/line.tsx";
import { SectionHead } from "#components/ui/section-head.tsx";
import { Cell, Row, Table } from "#components/ui/table.tsx";
import { wireErrorOf } from "#lib/access/action/failure.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { grouped } from "#lib/core/grouped.ts";
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
  const failure = reach.error ? errorWords(wireErrorOf(reach.error), { vendor }) : undefined;
  return (
    <section aria-label={label}>
      <SectionHead
        title={
          <>
            {noun} in <bdi>{team.name}</bdi>
          </>
        }
        count={reach.data && `${grouped(items.length)}${reach.hasNextPage || isCut ? " or more" : ""}`}
      />
      {items.length > 0 && (
        <Table label={label} columns={COLUMNS}>
          {items.map((item) => (
            <Row key={item.id}>
              <Cell className="at-1">
                {item.url ? (
                  <a className="clip" href={item.url} rel="noreferrer noopener" target="_blank">
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
      <div>
        {reach.isPending && <LineNote>Reading from {vendor}</LineNote>}
        {reach.data && items.length === 0 && (
          <LineNote>They reach no {capabilities.reachNoun} here.</LineNote>
        )}
        {isCut && <LineNote tone="warn">{vendor} says there is more, and not where.</LineNote>}
        {failure && (
          <LineNote tone="danger" role="alert">
            <LineText title={failure}>{failure}</LineText>
            <Button onClick={() => void (reach.data ? reach.fetchNextPage() : reach.refetch())}>
              Try again
            </Button>
          </LineNote>
        )}
        {reach.hasNextPage && !failure && (
          <LineNote>
            <Button
              variant="link"
              pending={reach.isFetchingNextPage}
              onClick={() => void reach.fetchNextPage()}
            >
              Show more
            </Button>
          </LineNote>
        )}
      </div>
    </section>
  );
}
