"use client";

import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { wireErrorOf } from "#lib/access/action/failure.ts";
import type { callAction } from "#lib/access/action/use-action-mutation.ts";
import type { WireError } from "#lib/core/errors.ts";

export type Asking = { refresh: () => void; isPending: boolean; error: WireError | undefined };

/**
 * Asks for a run, and reads again under `queryKey` how it stands. Pressed again meanwhile, it is asked again and joins; the
 * last answer counts. It stands on every list, so it does without what TanStack brings for mutations.
 */
export function useAsking(ask: (call: typeof callAction) => Promise<unknown>, queryKey: QueryKey): Asking {
  const queryClient = useQueryClient();
  const [{ isPending, error }, setState] = useState<Omit<Asking, "refresh">>({
    isPending: false,
    error: undefined,
  });
  const turn = useRef(0);
  const refresh = async () => {
    turn.current += 1;
    const mine = turn.current;
    const end = (failure: WireError | undefined) =>
      mine === turn.current && setState({ isPending: false, error: failure });
    setState({ isPending: true, error: undefined });
    try {
      await ask((await import("#lib/access/action/use-action-mutation.ts")).callAction);
      end(undefined);
    } catch (thrown) {
      end(wireErrorOf(thrown));
    }
    void queryClient.invalidateQueries({ queryKey });
  };
  return { refresh: () => void refresh(), isPending, error };
}
