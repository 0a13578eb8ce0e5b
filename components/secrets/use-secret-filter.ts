"use client";

import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import type { SortState } from "#components/data-table/columns.ts";
import type { SecretFilter } from "#lib/secrets/schema.ts";

const SORTS = [
  "name",
  "team",
  "created",
  "modified",
  "age",
  "inUse",
] as const satisfies SecretFilter["sort"][];
const PARSERS = {
  q: parseAsString.withDefault(""),
  team: parseAsString,
  olderThan: parseAsInteger,
  due: parseAsStringLiteral(["due", "overdue"] as const),
  inUse: parseAsStringLiteral(["yes", "no"] as const),
  sort: parseAsStringLiteral(SORTS).withDefault("age"),
  dir: parseAsStringLiteral(["asc", "desc"] as const).withDefault("desc"),
};

/** Search, filters and order of secrets, kept in the address. */
export function useSecretFilter() {
  const [params, setParams] = useQueryStates(PARSERS, { history: "replace" });
  const filter: SecretFilter = useMemo(
    () => ({
      q: params.q.slice(0, 200),
      ...(params.team ? { team: params.team } : {}),
      ...(params.olderThan !== null && params.olderThan >= 0 ? { olderThan: params.olderThan } : {}),
      ...(params.due ? { due: params.due } : {}),
      ...(params.inUse ? { inUse: params.inUse } : {}),
      sort: params.sort,
      dir: params.dir,
      offset: 0,
      limit: 100,
    }),
    [params],
  );
  return {
    filter,
    isFiltered: Boolean(
      filter.q || filter.team || filter.olderThan !== undefined || filter.due || filter.inUse,
    ),
    setSearch: (q: string) => void setParams({ q }),
    setTeam: (team: string) => void setParams({ team: team || null }),
    setAge: (days: string) => void setParams({ olderThan: days ? Number(days) : null }),
    setDue: (value: string) => void setParams({ due: value === "due" || value === "overdue" ? value : null }),
    setInUse: (value: string) => void setParams({ inUse: value === "yes" || value === "no" ? value : null }),
    setSort: ({ by, dir }: SortState) =>
      void setParams({ sort: SORTS.find((sort) => sort === by) ?? null, dir }),
  };
}
