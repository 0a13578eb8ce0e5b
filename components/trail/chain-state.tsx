import { Chip } from "#components/ui/chip.tsx";
import { Progress } from "#components/ui/progress.tsx";
import { SectionHead } from "#components/ui/section-head.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { grouped } from "#lib/core/grouped.ts";
import { isChecking } from "#lib/insight/trail/queries.ts";
import type { Trail, TrailCheck } from "#lib/insight/trail/schema.ts";

const many = (n: number, one: string): string => `${grouped(n)} ${n === 1 ? one : `${one}s`}`;

function Verifying({ check }: { check: TrailCheck }) {
  const words = `${grouped(check.checked)} of ${grouped(check.total)} events`;
  return (
    <Progress words={words} note="being verified" done={check.checked} of={check.total}>
      <span className="bg-accent" style={{ flex: check.checked }} />
      <i style={{ flex: Math.max(0, check.total - check.checked) }} />
    </Progress>
  );
}

function Found({ check }: { check: TrailCheck }) {
  const { found } = check;
  if (check.isLost) return <span>The last verification was cut off: the server was stopped meanwhile.</span>;
  if (!found || !check.endedAt) return <span>The log was not verified yet.</span>;
  const when = (
    <>
      , verified by <bdi>{check.by}</bdi> <TimeAgo at={check.endedAt} isLong />
    </>
  );
  if (!found.isSound)
    return (
      <span>
        <Chip state="failed" word="Not sound" /> Event <b>{grouped(found.seq)}</b>: {found.reason}
        {when}
      </span>
    );
  return (
    <span>
      <Chip state="done" word="Sound" /> <b>{many(check.checked, "event")}</b>
      {found.agreed > 0 && `, in accord with ${many(found.agreed, "checkpoint")} in the file`}
      {found.erased > 0 && `, personal data of ${many(found.erased, "event")} erased`}
      {when}
      {found.authenticatedFrom !== undefined &&
        `. Events from ${grouped(found.authenticatedFrom)} on are known to be written by Rollcall; of older ones only that they stood so then`}
    </span>
  );
}

/** How long the log is, where it begins, and what the last verification found. */
export function ChainState({ trail }: { trail: Trail }) {
  const { head, first, check, settings } = trail;
  const kept = first ? head.seq - first.seq + 1 : 0;
  return (
    <section aria-labelledby="chain">
      <SectionHead id="chain" title="Chain" />
      <p className="px-gutter pb-3 text-muted">
        {many(kept, "event")}
        {first && (
          <>
            , the oldest <TimeAgo at={first.at} isLong />
          </>
        )}
        .{" "}
        {first &&
          first.seq > 1 &&
          `Events before ${grouped(first.seq)} were removed, which is signed and on record. `}
        {settings.retentionDays === undefined
          ? "Nothing is ever removed. "
          : `Events older than ${many(settings.retentionDays, "day")} are removed. `}
        Each event holds the hash of the one before: what is changed, taken out or put in between shows. A
        cut-off end shows only against a checkpoint that is kept elsewhere.
      </p>
      {check && isChecking(trail) ? (
        <Verifying check={check} />
      ) : (
        <p className="px-gutter pb-3" role="status">
          {check ? <Found check={check} /> : "The log was not verified yet."}
        </p>
      )}
    </section>
  );
}
