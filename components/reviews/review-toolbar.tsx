"use client";

import type { Column } from "#components/data-table/columns.ts";
import { Filters } from "#components/data-table/filters.tsx";
import type { FilterState } from "#components/data-table/use-filter.ts";
import { HelpLink } from "#components/help/help-link.tsx";
import { Button } from "#components/ui/button.tsx";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { SearchField } from "#components/ui/search-field.tsx";
import { Toolbar, ToolbarCount } from "#components/ui/toolbar.tsx";
import { HINT_NAMES, HINT_WORDS } from "#lib/changes/reviews/constants.ts";
import { MINE, NEEDS_REVIEWER, type REVIEW_ITEM_FIELDS } from "#lib/changes/reviews/filter.ts";
import type { Review } from "#lib/changes/reviews/schema.ts";
import { grouped } from "#lib/core/grouped.ts";

const DECISIONS = [
  { value: "", label: "Any decision" },
  { value: "none", label: "Undecided" },
  { value: "keep", label: "Keep" },
  { value: "change", label: "Change" },
  { value: "remove", label: "Remove" },
];

/** What a review's rows are filtered by. */
export function ReviewToolbar({
  review,
  state,
  columns,
  count,
}: {
  review: Review;
  state: FilterState<typeof REVIEW_ITEM_FIELDS>;
  columns: readonly Pick<Column<never>, "id" | "header" | "sort">[];
  count: number | undefined;
}) {
  const { filter, set } = state;
  const teams = review.lists.flatMap((list) =>
    list.teamId && list.people > 0 ? [{ value: list.teamId, label: list.name }] : [],
  );
  const reviewers = review.reviewers.flatMap(({ userId, name }) =>
    userId === "" ? [] : [{ value: userId, label: name }],
  );
  return (
    <Toolbar>
      <SearchField label="Search people" state={state} />
      <Filters state={state} columns={columns}>
        <FilterSelect
          label="Filter by reviewer"
          value={filter.of ?? ""}
          options={[
            { value: "", label: "Any reviewer" },
            { value: MINE, label: "Mine" },
            { value: NEEDS_REVIEWER, label: "Needs a reviewer" },
            ...reviewers,
          ]}
          onChange={(of) => set({ of })}
        />
        <FilterSelect
          label="Filter by decision"
          value={filter.decision ?? ""}
          options={DECISIONS}
          onChange={(decision) => set({ decision })}
        />
        <FilterSelect
          label="Filter by hint"
          value={filter.hint ?? ""}
          options={[
            { value: "", label: "Any hint" },
            ...HINT_NAMES.map((value) => ({ value, label: HINT_WORDS[value] })),
          ]}
          onChange={(hint) => set({ hint })}
        />
        <FilterSelect
          label="Filter by team"
          value={filter.team ?? ""}
          options={[{ value: "", label: "Any team" }, ...teams]}
          onChange={(team) => set({ team })}
        />
        {state.isFiltered && (
          <Button variant="plain" onClick={state.clear}>
            Clear
          </Button>
        )}
      </Filters>
      <HelpLink topic="reviews" className="max-sm:hidden" />
      <ToolbarCount isLive>
        {count !== undefined && `${grouped(count)} ${count === 1 ? "row" : "rows"}`}
      </ToolbarCount>
    </Toolbar>
  );
}
