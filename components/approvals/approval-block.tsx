"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { WithAddress } from "#components/approvals/request-words.tsx";
import { countOf } from "#components/changes/plan-notes.tsx";
import { PlanNow } from "#components/changes/plan-now.tsx";
import { Button } from "#components/ui/button.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { Note } from "#components/ui/note.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { approveAction, withdrawAction } from "#lib/changes/approvals/actions.ts";
import type { ApprovalRow } from "#lib/changes/approvals/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";

const RefuseDialog = lazyPart(() => import("./refuse-dialog.tsx").then((m) => m.RefuseDialog));

/** One request that waits: who asked, what it would do now, and the decision. `what` is its name, unique on the page. */
export function ApprovalBlock({ request, what }: { request: ApprovalRow; what: string }) {
  const router = useRouter();
  const toast = useToast();
  const [isRefusing, setRefusing] = useState(false);
  const [isChanged, setChanged] = useState(false);
  const { id, plan } = request;
  const approving = useActionMutation(approveAction, {
    onSuccess: (answer) => {
      setChanged(answer.status === "changed");
      if (answer.status === "scheduled") {
        const page = `/activity/batches/${encodeURIComponent(answer.scheduleId)}`;
        toast({
          title: <bdi>{`Approved, and waits for its time: ${what}`}</bdi>,
          action: { label: "Open", onPress: () => router.push(page) },
        });
      }
      if (answer.status === "approved") {
        const page = `/activity/batches/${encodeURIComponent(answer.batchId)}`;
        toast({
          title: <bdi>{`Approved: ${what}`}</bdi>,
          action: { label: "Open batch", onPress: () => router.push(page) },
        });
      }
    },
    // The answer, which brings the page anew, may be lost: then the page says whether it still waits.
    onError: () => router.refresh(),
  });
  const withdrawing = useActionMutation(withdrawAction, {
    onSuccess: () => toast({ title: <bdi>{`Withdrawn: ${what}`}</bdi> }),
    onError: () => router.refresh(),
  });
  const failure = approving.error ?? withdrawing.error;
  const digest = plan && "digest" in plan ? plan.digest : undefined;
  return (
    <section
      className="grid gap-3 border-b border-line px-gutter py-4 [&_summary]:px-0 [&_ul_li]:px-0"
      aria-label={what}
    >
      <div>
        <h2 className="text-[13px] font-semibold wrap-anywhere">
          <bdi>{what}</bdi>
        </h2>
        <p className="text-muted">
          Asked for by <WithAddress name={request.askedBy} email={request.askedByEmail} />,{" "}
          <TimeAgo at={request.askedAt} />. Expires in {countOf(request.hoursLeft, "hour")}.
        </p>
        {request.scheduled && (
          <p>
            Scheduled for <b className="font-medium">{request.scheduled.when}</b>: approved, it is done then.
          </p>
        )}
        {request.called && (
          <p className="text-muted">
            Called by them:{" "}
            <q>
              <bdi>{request.called}</bdi>
            </q>
          </p>
        )}
      </div>
      {plan && <PlanNow plan={plan} />}
      {isChanged && (
        <Note tone="warn">It has changed since you looked. This is the plan now: look at it again.</Note>
      )}
      {failure && <Note tone="danger">{errorWords(failure.error)}</Note>}
      <div className="flex flex-wrap items-center justify-end gap-2">
        {!request.mayDecide ? (
          <>
            <span className="text-small text-muted">
              You asked for this: somebody else has to approve it.
            </span>
            <Button
              aria-label={`Withdraw ${what}`}
              pending={withdrawing.isPending}
              onClick={() => withdrawing.mutate({ id })}
            >
              Withdraw
            </Button>
          </>
        ) : (
          <>
            <Button aria-label={`Refuse ${what}`} onClick={() => setRefusing(true)}>
              Refuse
            </Button>
            {digest !== undefined && (
              <Button
                variant="primary"
                aria-label={`Approve ${what}`}
                pending={approving.isPending}
                onClick={() => approving.mutate({ id, planDigest: digest })}
              >
                Approve
              </Button>
            )}
          </>
        )}
      </div>
      {isRefusing && <RefuseDialog id={id} what={what} onClose={() => setRefusing(false)} />}
    </section>
  );
}
