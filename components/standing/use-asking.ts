"use client";

import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { ActionFailure } from "#lib/access/action/failure.ts";
import type { callAction } from "#lib/access/action/use-action-mutation.ts";
import type { WireError } from "#lib/core/errors.ts";

export type Asking = { refresh: () => void; isPending: boolean; error: WireError | undefined };

/** Asks for a run, and reads again under `queryKey` how it stands. Pressed again meanwhile, it is asked again and joins. */
export function useAsking(ask: (call: typeof callAction) => Promise<unknown>, queryKey: QueryKey): Asking {
  const queryClient = useQueryClient();
  const asking = useMutation({
    mutationFn: async () => ask((await import("#lib/access/action/use-action-mutation.ts")).callAction),
    onSettled: () => void queryClient.invalidateQueries({ queryKey }),
  });
  const { error } = asking;
  return {
    refresh: () => asking.mutate(),
    isPending: asking.isPending,
    error: error ? (error instanceof ActionFailure ? error.error : { code: "INTERNAL" }) : undefined,
  };
}
