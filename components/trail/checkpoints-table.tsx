import { Icon } from "#components/ui/icon.tsx";
import { SectionHead } from "#components/ui/section-head.tsx";
import { Cell, Row, Table } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { grouped } from "#lib/core/grouped.ts";
import type { Trail, TrailCheckpoint } from "#lib/insight/trail/schema.ts";

const COLUMNS = [
  { label: "When", width: 140 },
  { label: "Event", width: 110 },
  { label: "Hash" },
  { label: "Why", width: 220 },
  { label: "Download", width: 60, isHidden: true },
] as const;

const WHY: Record<TrailCheckpoint["why"], string> = {
  time: "It was time",
  events: "Many events",
  hand: "Asked for",
  retention: "Older events were removed",
};

/** The heads that were signed, newest first. */
export function CheckpointsTable({ trail }: { trail: Trail }) {
  const { checkpoints, settings } = trail;
  return (
    <section aria-labelledby="checkpoints">
      <SectionHead id="checkpoints" title="Checkpoints" />
      <p className="px-gutter pb-3 text-muted">
        The log's head, signed every {settings.everyHours === 1 ? "hour" : `${settings.everyHours} hours`} and
        every {grouped(settings.everyEvents)} events, sent to the webhooks that want it
        {settings.hasFile ? " and appended to the file of checkpoints" : ""}. Keep copies where nobody who can
        write this store can change them.
      </p>
      <Table label="Checkpoints" columns={COLUMNS}>
        {checkpoints.map((one) => (
          <Row key={one.id}>
            <Cell className="text-faint at-2e">
              <TimeAgo at={one.at} />
            </Cell>
            <Cell className="tabular-nums at-1">{grouped(one.seq)}</Cell>
            <Cell className="at-2">
              <span className="mono clip" title={one.hash}>
                {one.hash}
              </span>
            </Cell>
            <Cell className="text-muted">
              <span className="clip">
                {WHY[one.why]}
                {one.isFiled && ", in the file"}
                {settings.hasFile && !one.isFiled && ", not in the file yet"}
              </span>
            </Cell>
            <Cell className="text-end at-1e">
              <a
                className="act"
                href={`/api/audit/checkpoints/${encodeURIComponent(one.id)}`}
                aria-label={`Download checkpoint of event ${one.seq} (${one.at})`}
                title="Download"
                download
              >
                <Icon name="download" className="size-3.5 max-sm:size-4" />
              </a>
            </Cell>
          </Row>
        ))}
      </Table>
      {checkpoints.length === 0 && <p className="px-gutter py-3 text-small text-muted">None was made yet.</p>}
    </section>
  );
}
