"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { peopleFreshnessOptions, personKeys } from "#lib/people/queries.ts";
import type { ListFreshness } from "#lib/teams/schema.ts";

/** All lists of members as the server last told them; people are read again whenever one changed. */
export function usePeopleFreshness(initial?: ListFreshness): ListFreshness | undefined {
  const queryClient = useQueryClient();
  const { data } = useQuery(peopleFreshnessOptions());
  const freshness = data ?? initial;
  const version = freshness?.version;
  const seen = useRef(initial?.version);
  useEffect(() => {
    if (version === undefined || version === seen.current) return;
    const isFirst = seen.current === undefined;
    seen.current = version;
    // Pages that are being read are left to finish: while a first sync writes, the version grows every second.
    if (!isFirst || !initial)
      void queryClient.invalidateQueries({ queryKey: personKeys.all }, { cancelRefetch: false });
  }, [version, initial, queryClient]);
  return freshness;
}
