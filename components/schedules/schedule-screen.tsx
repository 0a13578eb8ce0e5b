"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { WithAddress } from "#components/approvals/request-words.tsx";
import { countOf } from "#components/changes/plan-notes.tsx";
import { PlanNow } from "#components/changes/plan-now.tsx";
import { LiveRefresh } from "#components/overview/live-refresh.tsx";
import { DueTime } from "#components/schedules/due-time.tsx";
import { useRunNow } from "#components/schedules/use-run-now.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { Link } from "#components/ui/link.tsx";
import { Note } from "#components/ui/note.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { ScheduleShown, ScheduleState } from "#lib/changes/schedules/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";

const MoveDialog = lazyPart(() => import("./move-dialog.tsx").then((m) => m.MoveDialog));
const CancelDialog = lazyPart(() => import("./cancel-dialog.tsx").then((m) => m.CancelDialog));
const LIVE_MS = 5_000;

export const SCHEDULE_STATE_WORDS: Record<ScheduleState, string> = {
  scheduled: "Scheduled",
  held: "Held",
  started: "Started",
  cancelled: "Cancelled",
  ended: "Ended",
};

const APPROVAL_WORDS: Record<string, string> = {
  pending: "Waits for approval",
  approved: "Approved",
  refused: "Approval refused",
  expired: "Approval expired",
  withdrawn: "Request withdrawn",
};

/** What waits for its time: when, whose, what it would do now, and what about that is otherwise than when it was scheduled. */
export function ScheduleScreen({ schedule, mayControl }: { schedule: ScheduleShown; mayControl: boolean }) {
  const router = useRouter();
  const { id, name, plan, state } = schedule;
  const [opened, setOpened] = useState<"move" | "cancel">();
  const run = useRunNow(id, () => router.refresh());
  const isWaiting = state === "scheduled" || state === "held";
  const digest = plan && "digest" in plan && plan.apply > 0 ? plan.digest : undefined;
  const close = () => setOpened(undefined);
  return (
    <Screen>
      {isWaiting && <LiveRefresh everyMs={LIVE_MS} />}
      <PageHeader
        up={{ href: "/activity/batches", label: "Batches" }}
        title={<bdi>{name}</bdi>}
        actions={
          mayControl &&
          isWaiting && (
            <>
              <Button onClick={() => setOpened("cancel")}>Cancel</Button>
              <Button onClick={() => setOpened("move")}>Change time</Button>
              <Button
                variant="primary"
                pending={run.isPending}
                aria-disabled={digest === undefined ? true : undefined}
                title={digest === undefined ? "Nothing of it can be done now." : undefined}
                onClick={() => digest !== undefined && run.run(digest)}
              >
                Run now
              </Button>
            </>
          )
        }
      />
      <Facts>
        <span>
          <b>{SCHEDULE_STATE_WORDS[state]}</b>
        </span>
        <span>
          For{" "}
          <b>
            <DueTime at={schedule.dueAt} when={schedule.when} zone={schedule.at.zone} />
          </b>
        </span>
        <span>
          <span className="whitespace-normal">
            By <WithAddress name={schedule.by} email={schedule.byEmail} />,{" "}
            <TimeAgo at={schedule.createdAt} />
          </span>
        </span>
        <span>{countOf(schedule.size, "change")}</span>
        {schedule.approval && (
          <span>
            {schedule.approval.state === "pending" ? (
              <Link className="underline underline-offset-2" href="/approvals">
                Waits for approval
              </Link>
            ) : (
              APPROVAL_WORDS[schedule.approval.state]
            )}
          </span>
        )}
      </Facts>
      {schedule.reason && <Banner tone="warn">{schedule.reason}.</Banner>}
      <ScrollArea isStacked hasLine>
        <div className="grid gap-3 px-gutter py-3 [&_summary]:px-0 [&_ul_li]:px-0">
          {schedule.heldLines.length > 0 && (
            <Note tone="warn">
              {schedule.heldLines.map(({ title, reason }) => (
                <p key={title}>
                  <bdi>{title}</bdi>: <bdi>{reason}</bdi>
                </p>
              ))}
            </Note>
          )}
          {run.isChanged && (
            <Note tone="warn">It has changed since you looked. This is the plan now: look at it again.</Note>
          )}
          {run.error && <Note tone="danger">{errorWords(run.error)}</Note>}
          {plan && <PlanNow plan={plan} />}
          {!isWaiting && (
            <p className="text-muted">
              {state === "started" ? "All of it has begun." : "Nothing more of it will be done."}
            </p>
          )}
        </div>
      </ScrollArea>
      {opened === "move" && <MoveDialog id={id} what={name} first={schedule.at} onClose={close} />}
      {opened === "cancel" && <CancelDialog id={id} what={name} onClose={close} />}
    </Screen>
  );
}
