"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useToast } from "#components/ui/toast.tsx";
import { ActionFailure, callAction } from "#lib/action/use-action-mutation.ts";
import { applyAction } from "#lib/changes/actions.ts";
import { batchOptions } from "#lib/changes/queries.ts";
import type { BatchOutcome, ChangeOutcome, ChangeRequest, Plan } from "#lib/changes/schema.ts";
import { errorWords } from "#lib/error-words.ts";
import type { ErrorCode, WireError } from "#lib/errors.ts";
import { memberKeys } from "#lib/members/queries.ts";
import { secretKeys } from "#lib/secrets/queries.ts";
import { teamKeys } from "#lib/teams/queries.ts";

/** How asking for changes ended. */
export type ChangeEnd =
  | { is: "done"; outcomes: ChangeOutcome[] }
  /** At least one change failed; `reason` is of the first that did. */
  | { is: "failed"; outcomes: ChangeOutcome[]; code: ErrorCode; reason: string }
  | { is: "confirm"; plan: Plan }
  /** Nothing was begun, or it is not known what became of it. */
  | { is: "error"; error: WireError; reason: string };

export type ChangeOptions = {
  /** Made once when a form opens. */
  key?: string;
  acknowledged?: string[];
  undoOf?: string;
  name?: string;
  /** The vendor's name, for the words of a refusal. */
  vendor?: string;
  /** The caller says itself how it ended. */
  isSilent?: boolean;
};

/** Who is gone and what is taken we say ourselves, by name: not to be quoted as the vendor's words. */
const isOurSentence = (outcome: ChangeOutcome): outcome is ChangeOutcome & { reason: string } =>
  (outcome.code === "VENDOR_NOT_FOUND" || outcome.code === "VENDOR_CONFLICT") &&
  outcome.reason?.includes(outcome.subject) === true;

const POLL_MS = 700;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks for changes, follows them to their end, reads the lists again, and says the outcome in a toast with "Undo". */
export function useChange() {
  const queryClient = useQueryClient();
  const toast = useToast();

  const refresh = useCallback(
    () =>
      Promise.all(
        [memberKeys.all, secretKeys.all, teamKeys.all].map((queryKey) =>
          queryClient.invalidateQueries({ queryKey }),
        ),
      ),
    [queryClient],
  );

  const follow = useCallback(
    async (batch: BatchOutcome): Promise<BatchOutcome> => {
      let latest = batch;
      while (!latest.finished) {
        await pause(POLL_MS);
        latest = await queryClient.fetchQuery({ ...batchOptions(batch.batchId), staleTime: 0, retry: 5 });
      }
      return latest;
    },
    [queryClient],
  );

  const run = useCallback(
    async (changes: ChangeRequest[], options: ChangeOptions = {}): Promise<ChangeEnd> => {
      const { vendor } = options;
      try {
        const answer = await callAction(applyAction, {
          key: options.key ?? crypto.randomUUID(),
          changes,
          acknowledged: options.acknowledged ?? [],
          ...(options.undoOf ? { undoOf: options.undoOf } : {}),
          ...(options.name ? { name: options.name } : {}),
        });
        if (answer.status === "needsConfirmation") return { is: "confirm", plan: answer.plan };
        const { changes: outcomes } = await follow(answer.batch);
        await refresh();
        const failed = outcomes.find((outcome) => outcome.state === "failed");
        if (failed) {
          const code = failed.code ?? "INTERNAL";
          const reason = isOurSentence(failed)
            ? failed.reason
            : errorWords(
                { code, ...(failed.reason ? { reason: failed.reason } : {}) },
                { vendor, subject: failed.subject },
              );
          return { is: "failed", outcomes, code, reason };
        }
        return { is: "done", outcomes };
      } catch (failure) {
        const error: WireError = failure instanceof ActionFailure ? failure.error : { code: "INTERNAL" };
        return { is: "error", error, reason: errorWords(error, { vendor }) };
      }
    },
    [follow, refresh],
  );

  const say = useCallback(
    (outcomes: ChangeOutcome[], vendor?: string) => {
      const [first] = outcomes;
      if (!first) return;
      const { undo } = first;
      const isOne = outcomes.length === 1;
      const isUnknown = outcomes.some((outcome) => outcome.state === "unknown");
      const takeBack = async (request: ChangeRequest) => {
        const end = await run([request], { undoOf: first.id, ...(vendor ? { vendor } : {}) });
        if (end.is === "done") say(end.outcomes, vendor);
        else if (end.is === "confirm")
          toast({
            title: "Could not undo",
            detail: end.plan.changes.flatMap((change) => change.warnings.map((w) => w.text)).join(" "),
            tone: "danger",
          });
        else toast({ title: "Could not undo", detail: end.reason, tone: "danger" });
      };
      toast({
        title: <bdi>{isOne ? first.sentence : outcomes.map((outcome) => outcome.sentence).join(". ")}</bdi>,
        tone: isUnknown ? "neutral" : "ok",
        ...(isOne && undo ? { action: { label: "Undo", onPress: () => void takeBack(undo) } } : {}),
      });
    },
    [run, toast],
  );

  return { run, say, refresh };
}
