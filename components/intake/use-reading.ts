"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ActionFailure } from "#lib/access/action/failure.ts";
import type { Reading } from "#lib/changes/intake/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";

/** What the list that was sent would do, asked again whenever a choice changes; undefined before it is sent. */
export function useReading<Choice extends { uploadId: string }>(
  choice: Choice | undefined,
  read: (choice: Choice, signal: AbortSignal) => Promise<Reading>,
) {
  const query = useQuery({
    queryKey: ["intake", choice],
    queryFn: ({ signal }) => {
      if (!choice) throw new Error("nothing was sent");
      return read(choice, signal);
    },
    enabled: choice !== undefined,
    placeholderData: keepPreviousData,
    // Not read again whatever else is: once its plan is applied, the server has forgotten what was sent.
    staleTime: "static",
    gcTime: 0,
    retry: false,
    refetchOnMount: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const { error } = query;
  return {
    reading: choice ? query.data : undefined,
    isPending: choice !== undefined && (query.isPending || query.isPlaceholderData),
    error:
      error && choice
        ? errorWords(error instanceof ActionFailure ? error.error : { code: "INTERNAL" })
        : undefined,
  };
}

/** Changes that a reading makes through the vendors' APIs. */
export const changesIn = ({ counts }: Reading): number =>
  counts.adds + counts.invites + counts.roles + counts.removals;
