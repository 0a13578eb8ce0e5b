import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { readRowsAgain } from "#components/standing/read-rows-again.ts";
import { personKeys } from "#lib/directory/people/queries.ts";
import { secretKeys } from "#lib/directory/secrets/queries.ts";
import { teamKeys } from "#lib/directory/teams/queries.ts";
import type { Standing } from "#lib/insight/standing/schema.ts";

export type Part = keyof Standing["marks"];

/** What shows something of each kind of list: a team's row counts its members and secrets. */
const SHOWN_IN: Record<Part, readonly QueryKey[]> = {
  teams: [teamKeys.all, personKeys.all, secretKeys.everywhere()],
  members: [personKeys.all, teamKeys.all],
  secrets: [secretKeys.everywhere(), teamKeys.all],
};

/** Reads again whatever shows something of these lists. */
export function readShownIn(queryClient: QueryClient, changed: readonly Part[]): void {
  const keys = new Set(changed.flatMap((part) => SHOWN_IN[part]));
  for (const queryKey of keys) void readRowsAgain(queryClient, queryKey);
}
