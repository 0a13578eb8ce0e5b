"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useActionMutation } from "#lib/action/use-action-mutation.ts";
import { refreshTeamAction } from "#lib/teams/actions.ts";
import { teamKeys } from "#lib/teams/queries.ts";

/** Asks for a run of the team's lists; pressed during a run, it joins it. */
export function useRefresh(teamId: string) {
  const queryClient = useQueryClient();
  const mutation = useActionMutation(refreshTeamAction, {
    onSettled: () => queryClient.invalidateQueries({ queryKey: teamKeys.freshness(teamId) }),
  });
  return {
    refresh: () => mutation.mutate({ teamId }),
    isPending: mutation.isPending,
    error: mutation.error?.error,
  };
}
