"use client";

import { type Asking, useAsking } from "#components/standing/use-asking.ts";
import { refreshTeamAction } from "#lib/directory/teams/actions.ts";
import { teamKeys } from "#lib/directory/teams/queries.ts";

/** Asks for a run of the team's lists; pressed during a run, it joins it. */
export const useRefresh = (teamId: string): Asking =>
  useAsking((call) => call(refreshTeamAction, { teamId }), teamKeys.freshness(teamId));
