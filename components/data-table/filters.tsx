"use client";

import { type ReactNode, useId } from "react";
import type { Column } from "#components/data-table/columns.ts";
import type { FilterState } from "#components/data-table/use-filter.ts";
import { useIsPhone } from "#components/data-table/use-is-phone.ts";
import { Button } from "#components/ui/button.tsx";
import { cx } from "#components/ui/cx.ts";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { askedOf, type Fields } from "#lib/core/filter/fields.ts";

const SortFields = lazyPart(() => import("./sort-fields.tsx").then((m) => m.SortFields));

const SHEET =
  "max-sm:fixed max-sm:inset-[auto_0_0] max-sm:m-0 max-sm:w-full max-sm:max-w-none max-sm:flex-col max-sm:gap-2.5 max-sm:rounded-t-xl max-sm:border-0 max-sm:border-t max-sm:border-line max-sm:p-4 max-sm:shadow-lg max-sm:raised max-sm:backdrop:bg-scrim";

/**
 * What a list is filtered by, in its toolbar. On a phone the filters, and the order of the rows, are a sheet behind one
 * button.
 */
export function Filters<F extends Fields>({
  state,
  columns = [],
  children,
}: {
  state: FilterState<F>;
  /** Of the table: those that can be sorted by. */
  columns?: readonly Pick<Column<never>, "id" | "header" | "sort">[];
  children: ReactNode;
}) {
  const id = useId();
  const isPhone = useIsPhone();
  const set = Object.keys(askedOf(state.filter)).filter((name) => name !== "q").length;
  const sorts = columns.filter((column) => column.sort);
  return (
    <>
      <Button icon="filter" aria-label="Filters" className="flex-none sm:hidden" popoverTarget={id}>
        {set > 0 && <span aria-hidden="true">{set}</span>}
      </Button>
      <fieldset
        id={id}
        popover="auto"
        aria-label="Filters"
        className={cx("contents max-sm:hidden max-sm:open:flex", SHEET)}
      >
        <p className="font-semibold sm:hidden">Filters</p>
        {children}
        {isPhone && sorts.length > 0 && <SortFields state={state} sorts={sorts} />}
        <Button variant="primary" className="sm:hidden" popoverTarget={id} popoverTargetAction="hide">
          Done
        </Button>
      </fieldset>
    </>
  );
}
