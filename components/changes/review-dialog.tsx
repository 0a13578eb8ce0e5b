"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { PlanConsent, usePlanConsent } from "#components/changes/plan-consent.tsx";
import { PlanList } from "#components/changes/plan-list.tsx";
import { countOf, PlanNotes, planSummary, planTime } from "#components/changes/plan-notes.tsx";
import { PlanSaid } from "#components/changes/plan-said.tsx";
import { tokenOwnerOnce } from "#components/changes/token-owner.ts";
import { REQUESTED } from "#components/changes/use-change.tsx";
import { type Offboards, type Reviewed, useReview } from "#components/changes/use-review.ts";
import { HelpLink } from "#components/help/help-link.tsx";
import { AtFields, useAt } from "#components/schedules/at-fields.tsx";
import { atWords } from "#components/schedules/at-words.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { Note } from "#components/ui/note.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { APPROVAL_CODE } from "#lib/changes/approvals/constants.ts";

/** Fewer changes than this are followed where one is; more lead to their batch's page. */
const FEW = 4;

/**
 * "Review changes": what the changes, or those that a source makes, would do; applied as one batch by one button that
 * names their number. What cannot be done is shown and left out. A plan that changed meanwhile is shown again first.
 */
export function ReviewDialog({
  changes,
  source,
  title = "Review changes",
  lede = "Nothing has been changed yet.",
  name,
  offboards,
  extra,
  tally,
  onClose,
  onStarted,
  onApplied,
}: Reviewed & {
  title?: string;
  lede?: ReactNode;
  /** The batch's name; made from the changes where absent. */
  name?: string;
  /** Of an offboarding: kept where it has to be approved first. */
  offboards?: Offboards;
  /** Stands after the plan, in one scroll with it. */
  extra?: ReactNode;
  /** What it comes to besides changes: places where somebody is to stay, and more in words. */
  tally?: { stays: number; more: readonly string[] };
  onClose: () => void;
  /** A batch was begun: called besides leading there. */
  onStarted?: (batchId: string) => void;
  /** In place of leading to the batch's page. */
  onApplied?: (batchId: string) => void;
}) {
  const router = useRouter();
  const toast = useToast();
  const review = useReview({ changes, source, name, offboards });
  const { plan } = review;
  const [isTimed, setTimed] = useState(false);
  const at = useAt(undefined, isTimed);
  const consent = usePlanConsent(plan);
  const { lines, said } = tokenOwnerOnce(review.lines);
  const summary = plan ? planSummary(plan.counts, tally) : "";
  const count = plan?.counts.apply ?? 0;
  const approval = plan?.risks.find(({ code }) => code === APPROVAL_CODE);

  const apply = async () => {
    if (!consent.check()) return;
    const when = isTimed ? at.check() : undefined;
    if (isTimed && !when) return;
    const batch = await review.apply(when);
    if (!batch) return;
    if (batch === "requested") {
      onClose();
      return toast({
        ...REQUESTED,
        action: { label: "Open approvals", onPress: () => router.push("/approvals") },
      });
    }
    if ("scheduleId" in batch) {
      onClose();
      const page = `/activity/batches/${encodeURIComponent(batch.scheduleId)}`;
      return toast({
        title: `Scheduled for ${atWords(when ?? at.at)}`,
        action: { label: "Open", onPress: () => router.push(page) },
      });
    }
    onStarted?.(batch.batchId);
    onClose();
    if (onApplied) return onApplied(batch.batchId);
    const page = `/activity/batches/${encodeURIComponent(batch.batchId)}`;
    const isOver =
      batch.finished && batch.changes.every(({ state }) => state === "done" || state === "skipped");
    if (count > FEW || !isOver) return router.push(page);
    const done = batch.changes.filter(({ state }) => state === "done");
    toast({
      title: (
        <bdi>
          {done.length === 1 && done[0] ? done[0].sentence : `${countOf(done.length, "change")} done`}
        </bdi>
      ),
      action: { label: "Open batch", onPress: () => router.push(page) },
    });
    return undefined;
  };
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      focus="footer"
      title={title}
      aside={<HelpLink topic="plans" isInDialog />}
      lede={review.isChanged ? "Something has changed since. This is the plan now." : lede}
      onSubmit={() => count > 0 && void apply()}
      footer={
        <>
          <FootNote>{plan ? planTime(plan) : ""}</FootNote>
          <Button size="lg" onClick={onClose}>
            Back
          </Button>
          {count > 0 && source?.kind !== "review" && (
            <Button size="lg" onClick={() => setTimed(!isTimed)}>
              {isTimed ? "Now" : "At…"}
            </Button>
          )}
          {count > 0 && (
            <Button
              size="lg"
              variant={plan?.harm ? "danger" : "primary"}
              type="submit"
              pending={review.isPending}
            >
              {isTimed
                ? `Schedule ${countOf(count, "change")}`
                : approval
                  ? "Ask for approval"
                  : `Apply ${countOf(count, "change")}`}
            </Button>
          )}
        </>
      }
    >
      {review.isChanged && (
        <Note tone="warn">
          <p>Somebody else was here meanwhile, and what you saw is not what would happen any more.</p>
        </Note>
      )}
      {!plan && !review.error && (
        <p role="status">
          <Spinner className="me-1.5" />
          Working out the plan
        </p>
      )}
      {summary && <p className="font-medium">{summary}</p>}
      <PlanSaid said={said} />
      {plan && (
        <PlanList
          isInDialog
          isWhole={extra !== undefined}
          lines={lines}
          skipped={plan.counts.skipped}
          more={review.more}
        />
      )}
      {plan && <PlanNotes plan={plan} />}
      {approval && (
        <Note tone="warn">
          <p>
            <bdi>{approval.text}</bdi>: until then nothing is changed.
          </p>
        </Note>
      )}
      {plan && extra}
      <PlanConsent shown={consent.shown} />
      {isTimed && <AtFields at={at} takesFocus />}
      {review.error && <Note tone="danger">{review.error}</Note>}
    </Dialog>
  );
}
