"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { wireErrorOf } from "#lib/access/action/failure.ts";
import type { Reading } from "#lib/changes/intake/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";

/**
 * What the list that was sent would do, asked again whenever a choice changes; undefined before it is sent. Once its plan is
 * carried out (`isUsed`) what it came to stays, and nothing is asked: the server has forgotten what was sent.
 */
export function useReading<Choice extends { uploadId: string }>(
  choice: Choice | undefined,
  read: (choice: Choice, signal: AbortSignal) => Promise<Reading>,
  isUsed: boolean,
) {
  const query = useQuery({
    queryKey: ["intake", choice],
    queryFn: ({ signal }) => {
      if (!choice) throw new Error("nothing was sent");
      return read(choice, signal);
    },
    enabled: choice !== undefined && !isUsed,
    placeholderData: keepPreviousData,
    // Not read again whatever else is.
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
    isPending: choice !== undefined && !isUsed && (query.isPending || query.isPlaceholderData),
    error: error && choice && !isUsed ? errorWords(wireErrorOf(error)) : undefined,
  };
}

/** Changes that a reading makes through the vendors' APIs. */
export const changesIn = ({ counts }: Reading): number =>
  counts.adds + counts.invites + counts.roles + counts.removals;
