"use client";

import type { ReactNode } from "react";
import { chipOf, timeLeft } from "#components/batches/batch-words.ts";
import { SegmentBar } from "#components/batches/segment-bar.tsx";
import { Banner } from "#components/ui/banner.tsx";
import type { ChipState } from "#components/ui/chip.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Link } from "#components/ui/link.tsx";
import { Progress } from "#components/ui/progress.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { progressOf, progressWords } from "#lib/changes/batches/progress.ts";
import type { BatchProgress as BatchRead } from "#lib/changes/batches/schema.ts";
import { grouped } from "#lib/core/grouped.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** How it ended, where not well; how many that are stands in the facts below. */
const ENDED: Partial<Record<ChipState, string>> = {
  failed: "ended with failures",
  unknown: "ended, not all known",
};

function standing(batch: BatchRead): string {
  if (batch.state === "paused") return batch.counts.running > 0 ? "pausing" : "paused";
  if (batch.state === "cancelled") return batch.counts.running > 0 ? "cancelling" : "cancelled";
  if (batch.state === "finished") return ENDED[chipOf(batch).state] ?? "finished";
  return batch.secondsLeft === undefined ? "" : timeLeft(batch.secondsLeft);
}

function Fact({ icon, count, word }: { icon: ReactNode; count: number; word: string }) {
  if (count === 0) return null;
  return (
    <span>
      {icon}
      <span>
        <b>{grouped(count)}</b> {word}
      </span>
    </span>
  );
}

/** How far a batch is, what became of its changes, and whom it waits for. */
export function BatchProgress({ batch }: { batch: BatchRead }) {
  const { counts } = batch;
  const progress = progressOf(batch);
  const words = progressWords(batch);
  return (
    <>
      <Progress words={words} note={standing(batch)} done={progress.done} of={progress.of}>
        <SegmentBar counts={counts} />
      </Progress>
      <Facts>
        <Fact icon={<Icon name="check" size="sm" />} count={counts.done} word="done" />
        <Fact
          icon={<Icon name="xCircle" size="sm" className="text-danger" />}
          count={counts.failed}
          word="failed"
        />
        <Fact
          icon={<Icon name="help" size="sm" className="text-warn" />}
          count={counts.unknown}
          word="unknown"
        />
        <Fact icon={<Icon name="dash" size="sm" />} count={counts.skipped} word="skipped" />
        <Fact icon={<Icon name="dash" size="sm" />} count={counts.cancelled} word="cancelled" />
        <Fact icon={<Spinner />} count={counts.running} word="running" />
        <Fact icon={<Icon name="clock" size="sm" />} count={counts.pending} word="waiting" />
        <span className="ms-auto">
          <span>
            Started by <bdi>{batch.by}</bdi>, <TimeAgo at={batch.createdAt} isLong />
          </span>
        </span>
      </Facts>
      {batch.waits.map(({ label, vendor, seconds }) => (
        <Banner key={label} tone="warn">
          {VENDOR_FACTS[vendor].name} asked for a pause (429). The changes of <bdi>{label}</bdi> go on in{" "}
          {seconds === 1 ? "1 second" : `${seconds} seconds`}.
        </Banner>
      ))}
      {(batch.undoes || batch.undoneBy.length > 0) && (
        <Facts>
          {batch.undoes && (
            <span>
              Takes back <BatchLink batch={batch.undoes} />
            </span>
          )}
          {batch.undoneBy.map((other) => (
            <span key={other.id}>
              Taken back by <BatchLink batch={other} />
            </span>
          ))}
        </Facts>
      )}
    </>
  );
}

function BatchLink({ batch }: { batch: { id: string; name: string } }) {
  return (
    <Link className="link" href={`/activity/batches/${encodeURIComponent(batch.id)}`}>
      <bdi>{batch.name}</bdi>
    </Link>
  );
}
