"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { readRowsAgain } from "#components/standing/read-rows-again.ts";
import { memberKeys } from "#lib/directory/members/queries.ts";
import { secretKeys } from "#lib/directory/secrets/queries.ts";
import { teamFreshnessOptions } from "#lib/directory/teams/queries.ts";
import type { ListFreshness } from "#lib/directory/teams/schema.ts";

export type TeamPart = "members" | "secrets";

/** A team's list as the server last told it; its rows are read again whenever the list's version grows. */
export function useFreshness(
  teamId: string,
  part: TeamPart,
  initial: ListFreshness | undefined,
): ListFreshness | undefined {
  const queryClient = useQueryClient();
  const { data } = useQuery(teamFreshnessOptions(teamId));
  const freshness = data?.[part] ?? initial;
  const version = freshness?.version;
  const seen = useRef(initial?.version);
  useEffect(() => {
    if (version === undefined || version === seen.current) return;
    seen.current = version;
    const queryKey = part === "members" ? memberKeys.team(teamId) : secretKeys.team(teamId);
    void readRowsAgain(queryClient, queryKey);
  }, [version, part, teamId, queryClient]);
  return freshness;
}
