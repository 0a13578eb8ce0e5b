"use client";

import { useMemo } from "react";
import type { SortState } from "#components/data-table/columns.ts";
import { useUrlState } from "#components/data-table/use-url-state.ts";
import type { TeamFilter } from "#lib/directory/teams/filter.ts";
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
const DEFAULTS = { q: "", vendor: "", managedBy: "", sort: "name", dir: "asc" };

/** Search, filters and order of the teams, kept in the address. */
export function useTeamFilter() {
  const [state, set] = useUrlState(DEFAULTS);
  const filter: TeamFilter = useMemo(() => {
    const vendor = VENDORS.find((word) => word === state.vendor);
    return {
      q: state.q.slice(0, 200),
      ...(vendor ? { vendor } : {}),
      ...(state.managedBy ? { managedBy: state.managedBy } : {}),
      sort: SORTS.find((word) => word === state.sort) ?? "name",
      dir: state.dir === "desc" ? "desc" : "asc",
      offset: 0,
      limit: 100,
    };
  }, [state]);
  return {
    filter,
    isFiltered: Boolean(filter.q || filter.vendor || filter.managedBy),
    setSearch: (q: string) => set({ q }),
    setVendor: (vendor: string) => set({ vendor }),
    setManagedBy: (managedBy: string) => set({ managedBy }),
    setSort: ({ by, dir }: SortState) => set({ sort: by, dir }),
  };
}
