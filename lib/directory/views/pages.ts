import { type Fields, readFilter, writeFilter } from "#lib/core/filter/fields.ts";
import { ACTIVITY_FIELDS } from "#lib/directory/activity/filter.ts";
import { PERSON_FIELDS } from "#lib/directory/people/filter.ts";
import { SECRET_FIELDS } from "#lib/directory/secrets/filter.ts";
import { TEAM_FIELDS } from "#lib/directory/teams/filter.ts";

/** The pages whose filter can be kept under a name. */
export const VIEW_PAGES = ["people", "teams", "secrets", "activity"] as const;
export type ViewPage = (typeof VIEW_PAGES)[number];

const FIELDS: Record<ViewPage, Fields> = {
  people: PERSON_FIELDS,
  teams: TEAM_FIELDS,
  secrets: SECRET_FIELDS,
  activity: ACTIVITY_FIELDS,
};

/** What of a query is a filter of this page, as its address has it; "" where nothing is. */
export function viewQuery(page: ViewPage, query: string): string {
  const given = new URLSearchParams(query);
  const filter: Record<string, unknown> = readFilter(FIELDS[page], (name) => given.get(name));
  const set = Object.keys(FIELDS[page]).map((name) => [name, `${filter[name] ?? ""}`]);
  return writeFilter("", FIELDS[page], Object.fromEntries(set));
}

/** Rollcall's id of the team that a view is about. */
export const viewTeam = (query: string): string | null => new URLSearchParams(query).get("team");

export const viewHref = ({ page, query }: { page: ViewPage; query: string }): string => `/${page}?${query}`;
