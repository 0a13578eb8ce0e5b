"use client";

import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ActionFailure } from "#lib/access/action/failure.ts";
import type { callAction } from "#lib/access/action/use-action-mutation.ts";
import type { WireError } from "#lib/core/errors.ts";

export type Asking = { refresh: () => void; isPending: boolean; error: WireError | undefined };

/** Asks for a run, and reads again under `queryKey` how it stands. Pressed again meanwhile, it is asked again and joins. */
export function useAsking(ask: (call: typeof callAction) => Promise<unknown>, queryKey: QueryKey): Asking {
  const queryClient = useQueryClient();
  const [pending, setPending] = useState(0);
  const [error, setError] = useState<WireError>();
  const refresh = async () => {
    setPending((count) => count + 1);
    setError(undefined);
    try {
      const loaded = await import("#lib/access/action/use-action-mutation.ts");
      await ask(loaded.callAction);
    } catch (failure) {
      setError(failure instanceof ActionFailure ? failure.error : { code: "INTERNAL" });
    }
    setPending((count) => count - 1);
    await queryClient.invalidateQueries({ queryKey });
  };
  return { refresh: () => void refresh(), isPending: pending > 0, error };
}
