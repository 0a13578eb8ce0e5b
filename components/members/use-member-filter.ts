"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import type { SortState } from "#components/data-table/columns.ts";
import type { MemberFilter } from "#lib/members/schema.ts";

const SORTS = [
  "name",
  "email",
  "role",
  "status",
  "joined",
  "lastActive",
] as const satisfies MemberFilter["sort"][];
const PARSERS = {
  q: parseAsString.withDefault(""),
  role: parseAsStringLiteral(["owner", "admin", "member"] as const),
  status: parseAsStringLiteral(["active", "invited", "disabled"] as const),
  sort: parseAsStringLiteral(SORTS).withDefault("name"),
  dir: parseAsStringLiteral(["asc", "desc"] as const).withDefault("asc"),
};

/** Search, filters and order of the members, kept in the address. */
export function useMemberFilter() {
  const [params, setParams] = useQueryStates(PARSERS, { history: "replace" });
  const filter: MemberFilter = useMemo(
    () => ({
      q: params.q.slice(0, 200),
      ...(params.role ? { role: params.role } : {}),
      ...(params.status ? { status: params.status } : {}),
      sort: params.sort,
      dir: params.dir,
      offset: 0,
      limit: 100,
    }),
    [params],
  );
  const pick = <T extends string>(known: readonly T[], value: string): T | null =>
    known.find((word) => word === value) ?? null;
  return {
    filter,
    isFiltered: Boolean(filter.q || filter.role || filter.status),
    setSearch: (q: string) => void setParams({ q }),
    setRole: (value: string) => void setParams({ role: pick(["owner", "admin", "member"], value) }),
    setStatus: (value: string) => void setParams({ status: pick(["active", "invited", "disabled"], value) }),
    setSort: ({ by, dir }: SortState) => void setParams({ sort: pick(SORTS, by), dir }),
  };
}
