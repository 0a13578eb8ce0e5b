import { countOf } from "#components/changes/plan-notes.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { Link } from "#components/ui/link.tsx";
import type { ScheduleShown } from "#lib/changes/schedules/schema.ts";

/** Of a batch that was scheduled: for when, how late it began, and what of it was held. */
export function ScheduledAs({ schedule }: { schedule: ScheduleShown }) {
  const { id, when, lateMinutes, heldLines, state } = schedule;
  return (
    <>
      <Facts>
        <span>
          Scheduled for <b>{when}</b>
        </span>
        {lateMinutes !== undefined && <span>Began {countOf(lateMinutes, "minute")} late</span>}
      </Facts>
      {state === "held" && heldLines.length > 0 && (
        <Banner tone="warn">
          {countOf(heldLines.length, "line")} {heldLines.length === 1 ? "is" : "are"} held.{" "}
          <Link href={`/activity/batches/${encodeURIComponent(id)}?held=1`}>Look at what is held</Link>
        </Banner>
      )}
    </>
  );
}
