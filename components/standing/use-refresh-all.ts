"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useStanding } from "#components/standing/standing.tsx";
import { ActionFailure } from "#lib/action/failure.ts";
import type { WireError } from "#lib/errors.ts";
import { refreshAction } from "#lib/standing/actions.ts";
import { standingKeys } from "#lib/standing/queries.ts";

export type RefreshAll = { refresh: () => void; isPending: boolean; error: WireError | undefined };

/** Asks that what stands behind the open page be read again; pressed while it is being read, it joins that. */
export function useRefreshAll(): RefreshAll {
  const queryClient = useQueryClient();
  const { place } = useStanding();
  const [pending, setPending] = useState(0);
  const [error, setError] = useState<WireError>();
  const refresh = async () => {
    setPending((count) => count + 1);
    setError(undefined);
    try {
      const { callAction } = await import("#lib/action/use-action-mutation.ts");
      await callAction(refreshAction, { at: place });
    } catch (failure) {
      setError(failure instanceof ActionFailure ? failure.error : { code: "INTERNAL" });
    }
    setPending((count) => count - 1);
    await queryClient.invalidateQueries({ queryKey: standingKeys.all });
  };
  return { refresh: () => void refresh(), isPending: pending > 0, error };
}
