"use client";

import { useQuery } from "@tanstack/react-query";
import { PlanNow } from "#components/changes/plan-now.tsx";
import { useRunNow } from "#components/schedules/use-run-now.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Note } from "#components/ui/note.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { ActionFailure } from "#lib/access/action/failure.ts";
import { scheduleOptions } from "#lib/changes/schedules/queries.ts";
import { errorWords } from "#lib/core/error-words.ts";

/** What waits, as it would be done now, and the button that does it. */
export function RunDialog({ id, what, onClose }: { id: string; what: string; onClose: () => void }) {
  const schedule = useQuery(scheduleOptions(id));
  const run = useRunNow(id, () => void schedule.refetch());
  const plan = schedule.data?.plan;
  const digest = plan && "digest" in plan && plan.apply > 0 ? plan.digest : undefined;
  const failure =
    run.error ??
    (schedule.error instanceof ActionFailure
      ? schedule.error.error
      : schedule.error
        ? ({ code: "INTERNAL" } as const)
        : undefined);
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      focus="footer"
      title={
        <>
          Run <bdi>{what}</bdi> now?
        </>
      }
      lede={
        run.isChanged ? "Something has changed since. This is the plan now." : "Nothing has been changed yet."
      }
      onSubmit={() => digest !== undefined && run.run(digest)}
      footer={
        <>
          <Button size="lg" onClick={onClose}>
            Back
          </Button>
          {digest !== undefined && (
            <Button
              size="lg"
              variant={plan && "harm" in plan && plan.harm ? "danger" : "primary"}
              type="submit"
              pending={run.isPending}
            >
              Run now
            </Button>
          )}
        </>
      }
    >
      {!schedule.data && !schedule.error && (
        <p role="status">
          <Spinner className="me-1.5" />
          Working out the plan
        </p>
      )}
      {schedule.data && !plan && <Note>It has begun or ended meanwhile.</Note>}
      {plan && <PlanNow isInDialog plan={plan} />}
      {failure && <Note tone="danger">{errorWords(failure)}</Note>}
    </Dialog>
  );
}
