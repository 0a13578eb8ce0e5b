"use client";

import { skipToken, useQuery } from "@tanstack/react-query";
import { askPlan, planKeys } from "#lib/changes/queries.ts";
import type { ChangeRequest, Plan } from "#lib/changes/schema.ts";

/** What a change would do, asked when its dialog opens; never for a change that carries a secret's value. */
export function usePlan(change: ChangeRequest | undefined): Plan | undefined {
  const changes = change ? [change] : [];
  const { data } = useQuery({
    queryKey: planKeys.of(changes),
    queryFn: change ? ({ signal }) => askPlan({ changes }, signal) : skipToken,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  return data;
}
