"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import type { SortState } from "#components/data-table/columns.ts";
import type { TeamFilter } from "#lib/teams/schema.ts";
import type { VendorId } from "#lib/vendors/port.ts";

const SORTS = [
  "name",
  "vendor",
  "belongsTo",
  "members",
  "rights",
  "synced",
] as const satisfies TeamFilter["sort"][];
const VENDORS = ["paperspace", "gitbook"] as const satisfies VendorId[];
const PARSERS = {
  q: parseAsString.withDefault(""),
  vendor: parseAsStringLiteral(VENDORS),
  managedBy: parseAsString,
  sort: parseAsStringLiteral(SORTS).withDefault("name"),
  dir: parseAsStringLiteral(["asc", "desc"] as const).withDefault("asc"),
};

/** Search, filters and order of the teams, kept in the address. */
export function useTeamFilter() {
  const [params, setParams] = useQueryStates(PARSERS, { history: "replace" });
  const filter: TeamFilter = useMemo(
    () => ({
      q: params.q.slice(0, 200),
      ...(params.vendor ? { vendor: params.vendor } : {}),
      ...(params.managedBy ? { managedBy: params.managedBy } : {}),
      sort: params.sort,
      dir: params.dir,
      offset: 0,
      limit: 100,
    }),
    [params],
  );
  return {
    filter,
    isFiltered: Boolean(filter.q || filter.vendor || filter.managedBy),
    setSearch: (q: string) => void setParams({ q }),
    setVendor: (value: string) =>
      void setParams({ vendor: VENDORS.find((vendor) => vendor === value) ?? null }),
    setManagedBy: (value: string) => void setParams({ managedBy: value || null }),
    setSort: ({ by, dir }: SortState) =>
      void setParams({ sort: SORTS.find((sort) => sort === by) ?? null, dir }),
  };
}
