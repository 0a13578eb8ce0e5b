"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useToast } from "#components/ui/toast.tsx";
import type { ChangeOutcome, ChangeRequest, Plan } from "#lib/changes/schema.ts";
import type { ErrorCode, WireError } from "#lib/errors.ts";

/** How asking for changes ended. */
export type ChangeEnd =
  /** `isRequested`: nothing happened yet, it waits for somebody else's approval. */
  | { is: "done"; outcomes: ChangeOutcome[]; isRequested?: boolean }
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
};

/** What a toast says where somebody else has to approve. */
export const REQUESTED = {
  title: "Asked for approval",
  detail: "Nothing has been changed yet. Approvals shows what becomes of it.",
} as const;

/** Asks for changes, follows them to their end, reads the lists again, and says the outcome in a toast with "Undo". */
export function useChange() {
  const queryClient = useQueryClient();
  const toast = useToast();

  const run = useCallback(
    async (changes: ChangeRequest[], options: ChangeOptions = {}): Promise<ChangeEnd> => {
      // Loaded with the first change: a page that is only read does without it.
      const loaded = await import("#components/changes/run-changes.ts").catch(() => undefined);
      if (loaded) {
        const end = await loaded.runChanges(queryClient, changes, options);
        if (end.is === "done" && end.isRequested) toast(REQUESTED);
        return end;
      }
      const reason = "Rollcall could not be reached. Check your connection and try again.";
      return { is: "error", error: { code: "INTERNAL", reason }, reason };
    },
    [queryClient, toast],
  );

  const say = useCallback(
    async (outcomes: ChangeOutcome[], vendor?: string) => {
      const loaded = await import("#components/changes/say-outcomes.tsx").catch(() => undefined);
      if (loaded) loaded.sayOutcomes({ run, toast }, outcomes, vendor);
      else toast({ title: outcomes.map((outcome) => outcome.sentence).join(". ") });
    },
    [run, toast],
  );

  return { run, say };
}
