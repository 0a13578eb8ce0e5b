"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useCallback, useRef } from "react";
import type { ChangeEnd, ChangeOptions } from "#components/changes/run-changes.ts";
import { useToast } from "#components/ui/toast.tsx";
import type { ChangeOutcome, ChangeRequest } from "#lib/changes/schema.ts";

const loadRunner = () => import("#components/changes/run-changes.ts").catch(() => undefined);
const loadWords = () => import("#components/changes/say-outcomes.tsx").catch(() => undefined);

/** Loads what asks for a change and says its outcome: a page that is only read does without, and a hand that comes near does not wait. */
export const prepareChange = (): void => {
  void loadRunner();
  void loadWords();
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
  const router = useRouter();
  const lostKey = useRef<string>(undefined);

  const run = useCallback(
    async (changes: ChangeRequest[], options: ChangeOptions = {}): Promise<ChangeEnd> => {
      const loaded = await loadRunner();
      if (loaded) {
        const key = options.key ?? lostKey.current;
        const end = await loaded.runChanges(queryClient, changes, { ...options, key });
        lostKey.current = end.is === "error" ? end.lostKey : undefined;
        if (end.is === "done" && end.isRequested) toast(REQUESTED);
        if (end.is === "done" && end.scheduled) {
          const { when, href } = end.scheduled;
          toast({
            title: `Scheduled for ${when}`,
            action: { label: "Open", onPress: () => router.push(href) },
          });
        }
        return end;
      }
      const reason = "Rollcall could not be reached. Check your connection and try again.";
      return { is: "error", error: { code: "INTERNAL", reason }, reason };
    },
    [queryClient, toast, router],
  );

  const say = useCallback(
    async (outcomes: ChangeOutcome[], vendor?: string) => {
      const loaded = await loadWords();
      if (loaded) loaded.sayOutcomes({ run, toast }, outcomes, vendor);
      else toast({ title: outcomes.map((outcome) => outcome.sentence).join(". ") });
    },
    [run, toast],
  );

  return { run, say };
}
