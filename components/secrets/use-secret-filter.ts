"use client";

import { useMemo } from "react";
import type { SortState } from "#components/data-table/columns.ts";
import { useUrlState } from "#components/data-table/use-url-state.ts";
import type { SecretFilter } from "#lib/directory/secrets/filter.ts";

const SORTS = [
  "name",
  "team",
  "created",
  "modified",
  "age",
  "inUse",
] as const satisfies SecretFilter["sort"][];
const DEFAULTS = { q: "", team: "", olderThan: "", due: "", inUse: "", sort: "age", dir: "desc" };

/** Search, filters and order of secrets, kept in the address. */
export function useSecretFilter() {
  const [state, set] = useUrlState(DEFAULTS);
  const filter: SecretFilter = useMemo(() => {
    const isAge = /^\d{1,5}$/.test(state.olderThan) && Number(state.olderThan) <= 36_500;
    const due = (["due", "overdue"] as const).find((word) => word === state.due);
    const inUse = (["yes", "no"] as const).find((word) => word === state.inUse);
    return {
      q: state.q.slice(0, 200),
      ...(state.team ? { team: state.team } : {}),
      ...(isAge ? { olderThan: Number(state.olderThan) } : {}),
      ...(due ? { due } : {}),
      ...(inUse ? { inUse } : {}),
      sort: SORTS.find((word) => word === state.sort) ?? "age",
      dir: state.dir === "asc" ? "asc" : "desc",
      offset: 0,
      limit: 100,
    };
  }, [state]);
  return {
    filter,
    isFiltered: Boolean(
      filter.q || filter.team || filter.olderThan !== undefined || filter.due || filter.inUse,
    ),
    setSearch: (q: string) => set({ q }),
    setTeam: (team: string) => set({ team }),
    setAge: (olderThan: string) => set({ olderThan }),
    setDue: (due: string) => set({ due }),
    setInUse: (inUse: string) => set({ inUse }),
    setSort: ({ by, dir }: SortState) => set({ sort: by, dir }),
  };
}
