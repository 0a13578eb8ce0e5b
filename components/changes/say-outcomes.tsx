import type { ChangeEnd, ChangeOptions } from "#components/changes/run-changes.ts";
import type { Toast } from "#components/ui/toast.tsx";
import type { ChangeOutcome, ChangeRequest } from "#lib/changes/schema.ts";

type Run = (changes: ChangeRequest[], options?: ChangeOptions) => Promise<ChangeEnd>;

/** Says in a toast how changes ended, with "Undo" where one alone can be taken back. */
export function sayOutcomes(
  { run, toast }: { run: Run; toast: (toast: Toast) => void },
  outcomes: readonly ChangeOutcome[],
  vendor: string | undefined,
): void {
  const [first] = outcomes;
  if (!first) return;
  const { undo } = first;
  const isOne = outcomes.length === 1;
  const takeBack = async (request: ChangeRequest, key?: string) => {
    const end = await run([request], { undoOf: first.id, key, ...(vendor ? { vendor } : {}) });
    if (end.is === "done") return sayOutcomes({ run, toast }, end.outcomes, vendor);
    const detail =
      end.is === "confirm"
        ? end.plan.changes.flatMap((change) => change.warnings.map((warning) => warning.text)).join(" ")
        : end.reason;
    const lostKey = end.is === "error" ? end.lostKey : undefined;
    if (lostKey === undefined) return toast({ title: "Could not undo", detail, tone: "danger" });
    const action = { label: "Try again", onPress: () => void takeBack(request, lostKey) };
    toast({ title: "It is not known whether it was undone", detail, tone: "danger", action });
  };
  toast({
    title: <bdi>{isOne ? first.sentence : outcomes.map((outcome) => outcome.sentence).join(". ")}</bdi>,
    tone: outcomes.some((outcome) => outcome.state === "unknown") ? "neutral" : "ok",
    ...(isOne && undo ? { action: { label: "Undo", onPress: () => void takeBack(undo) } } : {}),
  });
}
