"use client";

import { useMemo } from "react";
import type { SortState } from "#components/data-table/columns.ts";
import { useUrlState } from "#components/data-table/use-url-state.ts";
import type { PersonFilter } from "#lib/directory/people/filter.ts";

const SORTS = ["name", "email", "role", "lastActive"] as const satisfies PersonFilter["sort"][];
const PLACES = [
  "paperspace",
  "gitbook",
  "both",
  "one",
  "only-paperspace",
  "only-gitbook",
] as const satisfies NonNullable<PersonFilter["in"]>[];
const ROLES = ["managing", "owner", "admin", "member"] as const satisfies NonNullable<PersonFilter["role"]>[];
const STATUSES = ["active", "invited", "disabled"] as const satisfies NonNullable<PersonFilter["status"]>[];
const DEFAULTS = {
  q: "",
  in: "",
  team: "",
  role: "",
  status: "",
  invited: "",
  inactive: "",
  sort: "name",
  dir: "asc",
};

const one = <T extends string>(known: readonly T[], value: string): T | undefined =>
  known.find((word) => word === value);
const daysOf = (text: string): number | undefined =>
  /^\d{1,4}$/.test(text) && Number(text) <= 3650 ? Number(text) : undefined;

/** Search, filters and order of people, kept in the address. */
export function usePersonFilter() {
  const [state, set] = useUrlState(DEFAULTS);
  const filter: PersonFilter = useMemo(() => {
    const place = one(PLACES, state.in);
    const role = one(ROLES, state.role);
    const status = one(STATUSES, state.status);
    const invited = daysOf(state.invited);
    const inactive = daysOf(state.inactive);
    return {
      q: state.q.slice(0, 200),
      ...(place ? { in: place } : {}),
      ...(state.team ? { team: state.team.slice(0, 64) } : {}),
      ...(role ? { role } : {}),
      ...(status ? { status } : {}),
      ...(invited === undefined ? {} : { invited }),
      ...(inactive === undefined ? {} : { inactive }),
      sort: one(SORTS, state.sort) ?? "name",
      dir: state.dir === "desc" ? "desc" : "asc",
      offset: 0,
      limit: 100,
    };
  }, [state]);
  const { q, in: place, team, role, status, invited, inactive } = filter;
  return {
    filter,
    isFiltered:
      [q, place, team, role, status].some(Boolean) || invited !== undefined || inactive !== undefined,
    setSearch: (text: string) => set({ q: text }),
    setPlace: (value: string) => set({ in: value }),
    setTeam: (value: string) => set({ team: value }),
    setRole: (value: string) => set({ role: value }),
    /** A status, or "invited:7": invited more than so many days. */
    setStatus: (value: string) => {
      const [word = "", days = ""] = value.split(":");
      set(days ? { status: "", invited: days } : { status: word, invited: "" });
    },
    setInactive: (value: string) => set({ inactive: value }),
    setSort: ({ by, dir }: SortState) => set({ sort: by, dir }),
  };
}
