import { Chip } from "#components/ui/chip.tsx";
import { SectionHead } from "#components/ui/section-head.tsx";
import { Cell, Row, Table } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { grouped } from "#lib/core/grouped.ts";
import type { TrailStream } from "#lib/insight/trail/schema.ts";

const COLUMNS = [
  { label: "Receiver" },
  { label: "Waiting", width: 110, align: "end" },
  { label: "Last sent", width: 140 },
  { label: "State", width: 320 },
] as const;

function State({ stream }: { stream: TrailStream }) {
  if (stream.isPaused) return <Chip state="skipped" word="Paused" />;
  if (stream.error) return <Chip state="failing" word="Trying again" />;
  if (stream.behind > 0) return <Chip state="running" word="Sending" />;
  return <Chip state="works" word="Up to date" />;
}

/** Who gets the whole log as it grows, and how far each got. */
export function StreamsTable({ streams }: { streams: readonly TrailStream[] }) {
  return (
    <section aria-labelledby="streams">
      <SectionHead id="streams" title="Streams" />
      <Table label="Streams" columns={COLUMNS}>
        {streams.map((stream) => (
          <Row key={stream.id}>
            <Cell className="at-1">
              <bdi className="clip" title={stream.label}>
                {stream.kind === "webhook" ? `Webhook ${stream.label}` : stream.label}
              </bdi>
            </Cell>
            <Cell className="text-end tabular-nums at-1e">{grouped(stream.behind)}</Cell>
            <Cell className="text-faint">{stream.sentAt ? <TimeAgo at={stream.sentAt} /> : "never"}</Cell>
            <Cell className="at-2">
              <span className="clip" title={stream.error}>
                <State stream={stream} />
                {stream.error && <span className="text-muted">: {stream.error}</span>}
              </span>
            </Cell>
          </Row>
        ))}
      </Table>
      {streams.length === 0 && (
        <p className="px-gutter py-3 text-small text-muted">
          Nobody gets the log as it grows. Set ROLLCALL_SYSLOG, or let a webhook have “The audit log itself”.
        </p>
      )}
    </section>
  );
}
