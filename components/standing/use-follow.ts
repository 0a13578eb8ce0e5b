"use client";

import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { readRowsAgain } from "#components/standing/read-rows-again.ts";
import { personKeys } from "#lib/directory/people/queries.ts";
import { secretKeys } from "#lib/directory/secrets/queries.ts";
import { teamKeys } from "#lib/directory/teams/queries.ts";
import type { Place, Standing } from "#lib/insight/standing/schema.ts";

/** What shows something of each kind of list: a team's row counts its members and secrets. */
const SHOWN_IN: Record<keyof Standing["marks"], readonly QueryKey[]> = {
  teams: [teamKeys.all, personKeys.all, secretKeys.everywhere()],
  members: [personKeys.all, teamKeys.all],
  secrets: [secretKeys.everywhere(), teamKeys.all],
};

/** Has rows read again whose lists changed, and what the server put into the page when connections or teams came or went. */
export function useFollow({ marks, connections, counts }: Standing, place: Place): void {
  const queryClient = useQueryClient();
  const router = useRouter();
  const seen = useRef(marks);
  useEffect(() => {
    const before = seen.current;
    seen.current = marks;
    const changed = (["teams", "members", "secrets"] as const).filter((part) => marks[part] !== before[part]);
    const keys = new Set(changed.flatMap((part) => SHOWN_IN[part]));
    for (const queryKey of keys) void readRowsAgain(queryClient, queryKey);
  }, [marks, queryClient]);

  const made = `${connections} ${counts.teams}`;
  const seenMade = useRef(made);
  useEffect(() => {
    if (made === seenMade.current) return;
    seenMade.current = made;
    // The overview has itself made anew by every change (`OverviewRefresh`).
    if (place !== "elsewhere" && place !== "overview") router.refresh();
  }, [made, place, router]);
}
