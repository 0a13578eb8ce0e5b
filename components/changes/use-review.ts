"use client";

import { type QueryClient, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { follow, readAgain } from "#components/changes/run-changes.ts";
import { submit } from "#components/changes/submit.ts";
import { wireErrorOf } from "#lib/access/action/failure.ts";
import { newSubmissionKey } from "#lib/access/action/submission-key.ts";
import { askPlan, batchKeys, planKeys } from "#lib/changes/queries.ts";
import type { At } from "#lib/changes/schedules/at.ts";
import type { BatchOutcome, ChangeRequest, Plan, PlannedChange } from "#lib/changes/schema.ts";
import type { PlanSource } from "#lib/changes/sources/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { personKeys } from "#lib/directory/people/queries.ts";
import { activityKeys } from "#lib/insight/activity/queries.ts";
import { standingKeys } from "#lib/insight/standing/queries.ts";

export type Reviewed = { changes: ChangeRequest[] | undefined; source?: PlanSource | undefined };

/** What a batch is called, and whom it offboards. */
type Marked = { name?: string | undefined; offboards?: Offboards | undefined };
export type Offboards = { personId: string; unreached: { name: string; reason: string }[] };

const askedOf = ({ changes, source }: Reviewed) => (source ? { source } : { changes: changes ?? [] });

/** A longer batch is not waited for: what its changes patch shows when the lists are next looked at. */
const FOLLOWED = 50;

/** Has the lists of this tab show what a batch did, once it is over. */
async function showEnd(queryClient: QueryClient, batch: BatchOutcome, asked: Reviewed): Promise<void> {
  try {
    const isFollowed = !batch.finished && batch.changes.length <= FOLLOWED;
    const { changes } = isFollowed ? await follow(queryClient, batch) : batch;
    await readAgain(queryClient, changes);
    if (asked.source?.kind !== "undoChange") return;
    // It was asked for where events stand.
    for (const queryKey of [activityKeys.all, personKeys.all])
      void queryClient.invalidateQueries({ queryKey });
  } catch {
    // The lists ask again by themselves.
  }
}

/** A plan as it is scrolled through, and its application: anew when it turned out to be another one meanwhile. */
export function useReview({ changes, source, name, offboards }: Reviewed & Marked) {
  const queryClient = useQueryClient();
  const [key] = useState(() => newSubmissionKey());
  const [newer, setNewer] = useState<Plan>();
  const asked = { changes, source };
  const pages = useInfiniteQuery({
    queryKey: planKeys.pages(changes, source, key),
    queryFn: ({ pageParam, signal }) =>
      askPlan({ ...askedOf(asked), ...(pageParam > 0 ? { offset: pageParam } : {}) }, signal),
    initialPageParam: 0,
    getNextPageParam: (page: Plan) => {
      const next = page.offset + page.changes.length;
      return next < page.total && page.changes.length > 0 ? next : undefined;
    },
    enabled: newer === undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const plan = newer ?? pages.data?.pages[0];
  const lines: PlannedChange[] = newer
    ? newer.changes
    : (pages.data?.pages.flatMap((page) => page.changes) ?? []);
  const words = (error: unknown) => errorWords(wireErrorOf(error));

  const applying = useMutation({
    mutationFn: async ({ plan: shown, at }: { plan: Plan; at: At | undefined }) => {
      const answer = await submit({
        key,
        ...askedOf(asked),
        acknowledged: shown.risks.map((risk) => risk.code),
        planDigest: shown.digest,
        leaveOut: true,
        ...(at ? { at } : {}),
        ...(name ? { name } : {}),
        ...(offboards ? { offboards } : {}),
      });
      if (answer.status === "requested") return "requested" as const;
      if (answer.status === "scheduled") return answer;
      if (answer.status !== "accepted") {
        setNewer(answer.plan);
        return undefined;
      }
      void queryClient.invalidateQueries({ queryKey: standingKeys.all });
      await queryClient.invalidateQueries({ queryKey: batchKeys.all });
      void showEnd(queryClient, answer.batch, asked);
      return answer.batch;
    },
    // What was asked for may hold the values of secrets.
    gcTime: 0,
  });
  /** The batch that was begun, or what waits for its time; "requested" where somebody else has to approve it; undefined when the plan must be looked at again, or nothing was begun. */
  const apply = async (at?: At) =>
    plan && !applying.isPending ? applying.mutateAsync({ plan, at }).catch(() => undefined) : undefined;
  // What the plan was made of may be used up by its being carried out: asked for again, it is not there any more.
  const error = applying.error ?? (applying.data ? undefined : pages.error);
  return {
    plan,
    lines,
    isChanged: newer !== undefined,
    error: error ? words(error) : undefined,
    isPending: applying.isPending,
    apply,
    more:
      !newer && pages.hasNextPage && !pages.isFetchingNextPage ? () => void pages.fetchNextPage() : undefined,
  };
}
