"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ActionFailure } from "#lib/action/failure.ts";
import type { WireError } from "#lib/errors.ts";
import { refreshTeamAction } from "#lib/teams/actions.ts";
import { teamKeys } from "#lib/teams/queries.ts";

/** Asks for a run of the team's lists; pressed during a run, it joins it. */
export function useRefresh(teamId: string) {
  const queryClient = useQueryClient();
  const [pending, setPending] = useState(0);
  const [error, setError] = useState<WireError>();
  const refresh = async () => {
    setPending((count) => count + 1);
    setError(undefined);
    try {
      const { callAction } = await import("#lib/action/use-action-mutation.ts");
      await callAction(refreshTeamAction, { teamId });
    } catch (failure) {
      setError(failure instanceof ActionFailure ? failure.error : { code: "INTERNAL" });
    }
    setPending((count) => count - 1);
    await queryClient.invalidateQueries({ queryKey: teamKeys.freshness(teamId) });
  };
  return { refresh: () => void refresh(), isPending: pending > 0, error };
}
