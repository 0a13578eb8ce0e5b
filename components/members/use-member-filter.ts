"use client";

import { useMemo } from "react";
import type { SortState } from "#components/data-table/columns.ts";
import { useUrlState } from "#components/data-table/use-url-state.ts";
import type { MemberFilter } from "#lib/directory/members/filter.ts";

const SORTS = [
  "name",
  "email",
  "role",
  "status",
  "joined",
  "lastActive",
] as const satisfies MemberFilter["sort"][];
const ROLES = ["owner", "admin", "member"] as const;
const STATUSES = ["active", "invited", "disabled"] as const;
const DEFAULTS = { q: "", role: "", status: "", sort: "name", dir: "asc" };

/** Search, filters and order of the members, kept in the address. */
export function useMemberFilter() {
  const [state, set] = useUrlState(DEFAULTS);
  const filter: MemberFilter = useMemo(() => {
    const role = ROLES.find((word) => word === state.role);
    const status = STATUSES.find((word) => word === state.status);
    return {
      q: state.q.slice(0, 200),
      ...(role ? { role } : {}),
      ...(status ? { status } : {}),
      sort: SORTS.find((word) => word === state.sort) ?? "name",
      dir: state.dir === "desc" ? "desc" : "asc",
      offset: 0,
      limit: 100,
    };
  }, [state]);
  return {
    filter,
    isFiltered: Boolean(filter.q || filter.role || filter.status),
    setSearch: (q: string) => set({ q }),
    setRole: (role: string) => set({ role }),
    setStatus: (status: string) => set({ status }),
    setSort: ({ by, dir }: SortState) => set({ sort: by, dir }),
  };
}
