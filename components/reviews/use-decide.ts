"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { DecidingItem } from "#components/reviews/deciding.ts";
import { useToast } from "#components/ui/toast.tsx";
import { ActionFailure, callAction } from "#lib/access/action/use-action-mutation.ts";
import { decideAction } from "#lib/changes/reviews/actions.ts";
import { reviewKeys } from "#lib/changes/reviews/queries.ts";
import type { Decide, Decided } from "#lib/changes/reviews/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { grouped } from "#lib/core/grouped.ts";
import type { RowPage } from "#lib/directory/teams/schema.ts";

type Said = Pick<Decide, "decision" | "role" | "reason">;
type Chosen = Pick<Decide, "ids" | "except" | "filter">;
const plural = (count: number): string => (count === 1 ? "1 row" : `${grouped(count)} rows`);

/**
 * Decides about rows. The decision shows at once as pending, and as it was, with the reason, where the server does not take it.
 * Each is sent by itself, in their order: leaving the page loses none that was answered.
 */
export function useDecide(reviewId: string) {
  const queryClient = useQueryClient();
  const toast = useToast();
  return useCallback(
    async (chosen: Chosen, said: Said): Promise<boolean> => {
      const ids = new Set(chosen.ids);
      const patch = (change: (item: DecidingItem) => DecidingItem) =>
        queryClient.setQueriesData<RowPage<DecidingItem>>({ queryKey: reviewKeys.items(reviewId) }, (page) =>
          page && ids.size > 0
            ? { ...page, rows: page.rows.map((row) => (ids.has(row.id) ? change(row) : row)) }
            : page,
        );
      await queryClient.cancelQueries({ queryKey: reviewKeys.items(reviewId) });
      patch((row) => ({ ...decidedAs(row, said), isPending: true }));
      const readAgain = () => queryClient.invalidateQueries({ queryKey: reviewKeys.items(reviewId) });
      try {
        const done: Decided = await callAction(decideAction, { reviewId, ...chosen, ...said });
        patch(({ isPending: _pending, ...row }) => row);
        // Of one row it is known; of many, what became of each is read.
        if (ids.size !== 1) await readAgain();
        for (const { count, reason } of done.refused)
          toast({ title: `${plural(count)} left as before: ${reason}`, tone: "neutral" });
        if (ids.size !== 1) toast({ title: `Decided about ${plural(done.decided)}` });
        return true;
      } catch (error) {
        const failure =
          error instanceof ActionFailure ? errorWords(error.error) : errorWords({ code: "INTERNAL" });
        await readAgain();
        toast({ title: `Not decided: ${failure}`, tone: "danger" });
        return false;
      } finally {
        void queryClient.invalidateQueries({ queryKey: reviewKeys.head(reviewId) });
      }
    },
    [queryClient, reviewId, toast],
  );
}

function decidedAs(row: DecidingItem, { decision, role, reason }: Said): DecidingItem {
  const { decision: _was, newRole: _role, reason: _reason, decidedAt: _at, decidedBy: _by, ...rest } = row;
  if (decision === "undone") return rest;
  return { ...rest, decision, ...(role ? { newRole: role } : {}), ...(reason ? { reason } : {}) };
}
