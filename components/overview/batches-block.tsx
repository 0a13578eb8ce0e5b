import Link from "next/link";
import { Block } from "#components/overview/block.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { BatchLine } from "#lib/overview/schema.ts";

/** What became of a batch, in words; nothing is called done that is not known to be. */
function fate(batch: BatchLine): string {
  const parts = [
    batch.failed > 0 ? `${batch.failed} failed` : "",
    batch.unknown > 0 ? `${batch.unknown} unknown: the answer never came` : "",
  ].filter(Boolean);
  if (parts.length > 0) return parts.join(", ");
  return batch.state === "paused" ? "Paused" : "Running";
}

export function BatchesBlock({ batches }: { batches: BatchLine[] }) {
  return (
    <Block
      title="Running and failed"
      count={batches.length}
      all={{ href: "/activity/batches", label: "All batches" }}
      empty="Nothing is running, and nothing failed in the last week."
    >
      {batches.map((batch) => (
        <Link className="line two" key={batch.id} href={`/activity/batches/${encodeURIComponent(batch.id)}`}>
          {batch.failed > 0 ? (
            <Icon name="xCircle" size="sm" className="danger" />
          ) : batch.unknown > 0 ? (
            <Icon name="help" size="sm" className="warn" />
          ) : (
            <Spinner />
          )}
          <span className="stack">
            <bdi className="strong clip">{batch.name}</bdi>
            <small>{fate(batch)}</small>
          </span>
          <span className="val">
            {batch.size > 1 ? `${batch.done} of ${batch.size}` : <TimeAgo at={batch.createdAt} />}
          </span>
        </Link>
      ))}
    </Block>
  );
}
