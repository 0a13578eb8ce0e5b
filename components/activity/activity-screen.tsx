"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { activityColumns } from "#components/activity/activity-columns.tsx";
import { DataTable } from "#components/data-table/data-table.tsx";
import { Filters } from "#components/data-table/filters.tsx";
import { NotLoaded } from "#components/data-table/not-loaded.tsx";
import { useFilter } from "#components/data-table/use-filter.ts";
import { TeamFilter } from "#components/teams/team-filter.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { Empty } from "#components/ui/empty.tsx";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { SearchField } from "#components/ui/search-field.tsx";
import { Toolbar } from "#components/ui/toolbar.tsx";
import { FilterActions } from "#components/views/filter-actions.tsx";
import { ActionFailure } from "#lib/access/action/failure.ts";
import { errorWords } from "#lib/core/error-words.ts";
import type { Role } from "#lib/core/permissions.ts";
import type { ActivityFilter } from "#lib/directory/activity/filter.ts";
import { ACTIVITY_FIELDS } from "#lib/directory/activity/filter.ts";
import type { ActivityPage, ActivityRow } from "#lib/directory/activity/schema.ts";
import { foldSkipped } from "#lib/insight/activity/fold.ts";
import { activityOptions, activityQuery } from "#lib/insight/activity/queries.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import { VENDOR_IDS } from "#lib/vendors/ids.ts";

const ActivityDetails = lazyPart(() => import("./activity-details.tsx").then((m) => m.ActivityDetails));

const WHAT = [
  { value: "", label: "Any change" },
  { value: "member", label: "Members" },
  { value: "org", label: "Organization" },
  { value: "team", label: "Teams" },
  { value: "secret", label: "Secrets" },
  { value: "connection", label: "Connections" },
  { value: "user", label: "Users" },
  { value: "session", label: "Sign-ins" },
  { value: "access", label: "Refusals" },
  { value: "policy", label: "Policies" },
  { value: "webhook", label: "Webhooks" },
  { value: "token", label: "API tokens" },
  { value: "audit", label: "Audit log" },
  { value: "read", label: "Sensitive pages" },
];
const OUTCOMES = [
  { value: "", label: "All outcomes" },
  { value: "done", label: "Done" },
  { value: "failed", label: "Failed" },
  { value: "skipped", label: "Skipped" },
  { value: "unknown", label: "Unknown" },
  { value: "running", label: "Running" },
  { value: "cancelled", label: "Cancelled" },
  { value: "seen", label: "Seen in sync" },
];
const SOURCES = [
  { value: "", label: "Inside and outside" },
  { value: "inside", label: "Inside Rollcall" },
  { value: "outside", label: "Outside Rollcall" },
];
const DAYS = [
  { value: "", label: "Any time" },
  { value: "1", label: "Last day" },
  { value: "7", label: "Last 7 days" },
  { value: "30", label: "Last 30 days" },
  { value: "365", label: "Last year" },
];
const VENDORS = VENDOR_IDS.map((id) => ({ id, label: VENDOR_FACTS[id].name, vendor: id }));
/** Rows of the skeleton that stand for older events not read yet. */
const MORE_ROWS = 20;
const REFRESH_MS = 10_000;

export function ActivityScreen({
  initial,
  initialFilter,
  actors,
  tokens,
  teamName,
  mayExport,
  role,
}: {
  initial: ActivityPage;
  initialFilter: ActivityFilter;
  actors: { id: string; name: string }[];
  /** The API tokens that the viewer knows of. */
  tokens: { id: string; name: string }[];
  /** Of the team that the page is opened with, where it is one that is known. */
  teamName: string | undefined;
  mayExport: boolean;
  role: Role;
}) {
  const state = useFilter(ACTIVITY_FIELDS);
  const { filter, isFiltered, set } = state;
  const isInitial = activityQuery(filter) === activityQuery(initialFilter);
  const events = useInfiniteQuery({
    ...activityOptions(filter),
    ...(isInitial ? { initialData: { pages: [initial], pageParams: [undefined] } } : {}),
    placeholderData: (before) => before,
    // Only the newest page is asked again, and only while nobody has scrolled into older ones.
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 1 ? false : REFRESH_MS),
  });
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = events;
  const [detailed, setDetailed] = useState<ActivityRow>();
  // Whoever looks for some of them wants to see each.
  const isWhole = filter.outcome === "skipped" || Boolean(filter.q) || Boolean(filter.team);
  const rows = useMemo(() => {
    const read = events.data?.pages.flatMap((page) => page.rows) ?? [];
    return isWhole ? read : foldSkipped(read);
  }, [events.data, isWhole]);
  const columns = useMemo(() => activityColumns(setDetailed), []);
  const total = rows.length + (hasNextPage ? MORE_ROWS : 0);
  const onRange = useCallback(
    (_first: number, last: number) => {
      if (hasNextPage && !isFetchingNextPage && last >= rows.length - MORE_ROWS) void fetchNextPage();
    },
    [hasNextPage, isFetchingNextPage, rows.length, fetchNextPage],
  );
  const people = [
    { value: "", label: "Anyone" },
    { value: "system", label: "Rollcall" },
    ...actors.map((one) => ({ value: one.id, label: one.name })),
  ];
  const tokenOptions = [
    { value: "", label: "By hand or token" },
    ...tokens.map((one) => ({ value: one.id, label: one.name })),
    ...(filter.token && !tokens.some(({ id }) => id === filter.token)
      ? [{ value: filter.token, label: "Another token" }]
      : []),
  ];
  const setPlace = (chosen: string) => {
    const isVendor = VENDORS.some(({ id }) => id === chosen);
    set({ team: isVendor ? "" : chosen, vendor: isVendor ? chosen : "" });
  };
  return (
    <Screen>
      <PageHeader
        title="Activity"
        count={hasNextPage || !events.data ? undefined : rows.length}
        actions={
          mayExport && (
            <>
              <a
                className={buttonClasses({ variant: "plain" })}
                href="/api/activity/export?format=jsonl"
                download
              >
                <Icon name="file" />
                Export chain
              </a>
              {isFiltered && filter.source !== "outside" && filter.outcome !== "seen" && (
                <a
                  className={buttonClasses({ variant: "plain" })}
                  href={`/api/activity/export?${activityQuery(filter)}&format=jsonl`}
                  download
                  title="What these filters let through, as lines that can be verified as far as a part can be"
                >
                  <Icon name="file" />
                  Export as JSON Lines
                </a>
              )}
              <a className={buttonClasses()} href={`/api/activity/export?${activityQuery(filter)}`} download>
                <Icon name="download" />
                Export
              </a>
            </>
          )
        }
      />
      <Toolbar>
        <SearchField label="Search activity" state={state} />
        <Filters state={state}>
          <FilterSelect
            label="Who"
            value={filter.who ?? ""}
            options={people}
            onChange={(who) => set({ who })}
          />
          {(tokens.length > 0 || filter.token) && (
            <FilterSelect
              label="Token"
              value={filter.token ?? ""}
              options={tokenOptions}
              onChange={(token) => set({ token })}
            />
          )}
          <FilterSelect
            label="What"
            value={filter.what ?? ""}
            options={WHAT}
            onChange={(what) => set({ what })}
          />
          <FilterSelect
            label="Outcome"
            value={filter.outcome ?? ""}
            options={OUTCOMES}
            onChange={(outcome) => set({ outcome })}
          />
          <FilterSelect
            label="When"
            value={`${filter.days ?? ""}`}
            options={DAYS}
            onChange={(days) => set({ days })}
          />
          <FilterSelect
            label="Inside or outside"
            value={filter.source ?? ""}
            options={SOURCES}
            onChange={(source) => set({ source })}
          />
          <TeamFilter
            label="Where"
            any="Anywhere"
            value={filter.team ?? filter.vendor ?? ""}
            name={
              filter.team
                ? filter.team === initialFilter.team
                  ? teamName
                  : undefined
                : filter.vendor && VENDOR_FACTS[filter.vendor].name
            }
            besides={VENDORS}
            onChoose={setPlace}
          />
          <FilterActions state={state} save={{ page: "activity", role }} />
        </Filters>
      </Toolbar>
      {events.error instanceof ActionFailure && (
        <Banner>Could not refresh: {errorWords(events.error.error)}</Banner>
      )}
      <DataTable
        label="Activity"
        columns={columns}
        total={total}
        rowAt={(index) => rows[index]}
        rowKey={(row) => row.id}
        sort={{ by: "when", dir: "desc" }}
        onSort={() => undefined}
        onRange={onRange}
        onOpen={setDetailed}
        isLoading={events.isLoading}
        isStale={events.isPlaceholderData}
        empty={
          events.isError && !events.data ? (
            <NotLoaded what="the activity" onRetry={() => void events.refetch()} />
          ) : isFiltered ? (
            <Empty title="Nothing matches">No event fits this search and these filters.</Empty>
          ) : (
            <Empty title="Nothing has happened yet">
              Every change, sign-in and refusal will stand here, and what syncs see change outside Rollcall.
            </Empty>
          )
        }
      />
      {detailed && (
        <ActivityDetails key={detailed.id} row={detailed} onClose={() => setDetailed(undefined)} />
      )}
    </Screen>
  );
}
