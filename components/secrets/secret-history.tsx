import { plainWords, Sentence } from "#components/activity/sentence.tsx";
import { UndoChange } from "#components/changes/undo-change.tsx";
import { RowActs } from "#components/ui/act.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { LineNote } from "#components/ui/line.tsx";
import { Link } from "#components/ui/link.tsx";
import { SectionHead } from "#components/ui/section-head.tsx";
import { Cell, Row, Table } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { SecretEvent } from "#lib/directory/secrets/schema.ts";

const COLUMNS = [
  { label: "When", width: 108 },
  { label: "Who", width: 176 },
  { label: "What" },
  { label: "Outcome", width: 132 },
  { label: "Actions", width: 64, isHidden: true },
] as const;

/** What happened to a secret, by Rollcall and at the vendor, newest first. */
export function SecretHistory({ events }: { events: readonly SecretEvent[] }) {
  return (
    <section aria-label="History">
      <SectionHead title="History" count={events.length} />
      <Table label="History" columns={COLUMNS}>
        {events.map((event) => (
          <Row key={event.id}>
            <Cell className="at-2e text-faint">
              <TimeAgo at={event.at} />
            </Cell>
            <Cell className="at-2">
              {event.by ? (
                <bdi className="clip">{event.by}</bdi>
              ) : (
                <span className="text-faint clip">at the vendor, {event.vendor}</span>
              )}
            </Cell>
            <Cell className="at-1 max-sm:whitespace-normal">
              <What event={event} />
            </Cell>
            <Cell className="at-1e">
              <Chip state={event.outcome} />
            </Cell>
            <Cell className="text-end">
              {event.undo && event.undo.why === undefined && (
                <RowActs>
                  <UndoChange undo={event.undo} what={plainWords(event.what)} />
                </RowActs>
              )}
            </Cell>
          </Row>
        ))}
      </Table>
      {events.length === 0 && (
        <LineNote>Nothing has changed since Rollcall first read this team's secrets.</LineNote>
      )}
    </section>
  );
}

function What({ event }: { event: SecretEvent }) {
  const words = <Sentence words={event.what} />;
  return (
    <span className="clip" title={[event.reason, event.undo?.why].filter(Boolean).join("\n") || undefined}>
      {event.batchId ? (
        <Link href={`/activity/batches/${encodeURIComponent(event.batchId)}`}>{words}</Link>
      ) : (
        words
      )}
      {event.reason && (
        <span className="text-muted">
          : <bdi>{event.reason}</bdi>
        </span>
      )}
    </span>
  );
}
