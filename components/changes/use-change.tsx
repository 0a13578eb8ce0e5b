"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import { useToast } from "#components/ui/toast.tsx";
import type { ChangeOutcome, ChangeRequest, Plan } from "#lib/changes/schema.ts";
import type { ErrorCode, WireError } from "#lib/core/errors.ts";

/** How asking for changes ended. */
export type ChangeEnd =
  /** `isRequested`: nothing happened yet, it waits for somebody else's approval. */
  | { is: "done"; outcomes: ChangeOutcome[]; isRequested?: boolean }
  /** At least one change failed; `reason` is of the first that did. */
  | { is: "failed"; outcomes: ChangeOutcome[]; code: ErrorCode; reason: string }
  | { is: "confirm"; plan: Plan }
  /** Nothing was begun; with `lostKey` it is not known what became of it, and sending it again under this key does nothing twice. */
  | { is: "error"; error: WireError; reason: string; lostKey?: string };

export type ChangeOptions = {
  /** Of an earlier try whose end is not known. */
  key?: string | undefined;
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

/**
 * Asks for changes, follows them to their end, reads the lists again, and says the outcome in a toast with "Undo". What is
 * sent keeps its key until its end is known: pressed again after a lost answer, nothing happens twice.
 */
export function useChange() {
  const queryClient = useQueryClient();
  const toast = useToast();
  const lostKey = useRef<string>(undefined);

  const run = useCallback(
    async (changes: ChangeRequest[], options: ChangeOptions = {}): Promise<ChangeEnd> => {
      // Loaded with the first change: a page that is only read does without it.
      const loaded = await import("#components/changes/run-changes.ts").catch(() => undefined);
      if (loaded) {
        const key = options.key ?? lostKey.current;
        const end = await loaded.runChanges(queryClient, changes, { ...options, key });
        lostKey.current = end.is === "error" ? end.lostKey : undefined;
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
