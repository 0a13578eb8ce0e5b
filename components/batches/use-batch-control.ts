"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useToast } from "#components/ui/toast.tsx";
import { wireErrorOf } from "#lib/access/action/failure.ts";
import { ActionFailure, callAction } from "#lib/access/action/use-action-mutation.ts";
import {
  cancelBatchAction,
  pauseBatchAction,
  resumeBatchAction,
  retryBatchAction,
} from "#lib/changes/batches/actions.ts";
import type { RetryAnswer } from "#lib/changes/batches/schema.ts";
import { batchKeys } from "#lib/changes/queries.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { standingKeys } from "#lib/insight/standing/queries.ts";

type Control = { what: "pause" | "resume" | "cancel" | "retry"; act: () => Promise<unknown> };

/** What can be done with a batch as a whole; each says how it ended and reads the batch again. */
export function useBatchControl(batchId: string) {
  const queryClient = useQueryClient();
  const toast = useToast();
  const controlling = useMutation<unknown, unknown, Control>({
    mutationFn: ({ act }) => act(),
    onError: (failure, { what }) =>
      toast({
        title:
          failure instanceof ActionFailure && failure.isLost
            ? "It is not known whether this was done"
            : `Could not ${what === "retry" ? "try again" : what}`,
        detail: errorWords(wireErrorOf(failure), {
          subject: "The batch",
        }),
        tone: "danger",
      }),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: standingKeys.all });
      return queryClient.invalidateQueries({ queryKey: batchKeys.all });
    },
    // A try again may carry the values of secrets.
    gcTime: 0,
  });
  const pending = controlling.isPending ? controlling.variables.what : undefined;
  /** What it answered; undefined where it failed, or something else is still being done. */
  const run = async <T>(what: Control["what"], act: () => Promise<T>): Promise<T | undefined> => {
    if (pending) return undefined;
    let answer: T | undefined;
    await controlling
      .mutateAsync({
        what,
        act: async () => {
          answer = await act();
        },
      })
      .catch(() => undefined);
    return answer;
  };
  return {
    pending,
    pause: () => run("pause", () => callAction(pauseBatchAction, { batchId }, "CONFLICT")),
    resume: () => run("resume", () => callAction(resumeBatchAction, { batchId }, "CONFLICT")),
    cancel: () => run("cancel", () => callAction(cancelBatchAction, { batchId }, "CONFLICT")),
    retry: async (values?: Record<string, string>) => {
      const answer: RetryAnswer | undefined = await run("retry", () =>
        callAction(retryBatchAction, { batchId, ...(values ? { values } : {}) }),
      );
      if (!answer) return false;
      const left = answer.left > 0 ? `${answer.left} stay failed: see their reasons.` : undefined;
      toast({
        title: `${answer.retried === 1 ? "1 change is" : `${answer.retried} changes are`} tried again`,
        ...(left ? { detail: left } : {}),
      });
      return true;
    },
  };
}
