import type { ReactNode } from "react";
import { PALE, Paper } from "#components/receipts/paper.tsx";
import { PaperTable } from "#components/receipts/paper-table.tsx";
import { exactTime } from "#components/ui/clock.ts";
import type { BatchProgress, ReceiptLine, ReceiptTaken, ReceiptTrail } from "#lib/changes/batches/schema.ts";
import { grouped } from "#lib/core/grouped.ts";
import { fullName } from "#lib/core/person-words.ts";

const COLUMNS = [
  { label: "Number", width: "48px" },
  { label: "Change" },
  { label: "Team", width: "16%" },
  { label: "Before", width: "9%" },
  { label: "After", width: "9%" },
  { label: "Outcome", width: "15%" },
  { label: "Ended", width: "92px" },
] as const;

/** "12 done, 1 failed" */
const countsOf = (counts: BatchProgress["counts"]): string =>
  Object.entries(counts)
    .filter(([, n]) => n > 0)
    .map(([state, n]) => `${grouped(n)} ${state}`)
    .join(", ");

/** A batch on paper: who did what when, how each change ended, and where the audit log says so. */
export function BatchReceipt({
  batch,
  lines,
  trail,
  taken,
}: {
  batch: BatchProgress;
  lines: readonly ReceiptLine[];
  trail: ReceiptTrail | undefined;
  taken: ReceiptTaken;
}) {
  const id = encodeURIComponent(batch.id);
  const files = `/api/batches/${id}/receipt`;
  return (
    <Paper
      title={<bdi>{batch.name}</bdi>}
      back={{ href: `/activity/batches/${id}`, label: "Back to the batch" }}
      files={[
        { href: `${files}?format=csv`, label: "CSV" },
        { href: `${files}?format=json`, label: "JSON" },
      ]}
      {...{ taken, trail }}
      facts={[
        { name: "Begun", value: <By name={batch.by} at={batch.createdAt} /> },
        { name: "Ended", value: batch.finishedAt ? exactTime(batch.finishedAt) : "Not yet" },
        { name: "Changes", value: `${grouped(batch.size)} (${countsOf(batch.counts)})` },
        { name: "Batch", value: <span className="mono">{batch.id}</span> },
      ]}
    >
      <PaperTable
        label="Changes"
        columns={COLUMNS}
        rows={lines.map((line) => ({ key: line.id, cells: cellsOf(line) }))}
      />
      {lines.length < batch.size && (
        <p className="mt-3 text-small">
          These are the first {grouped(lines.length)} of {grouped(batch.size)} changes: the receipt as CSV or
          JSON has all of them.
        </p>
      )}
    </Paper>
  );
}

const By = ({ name, at }: { name: string; at: string }) => (
  <>
    by <bdi>{name}</bdi>, {exactTime(at)}
  </>
);

function cellsOf(line: ReceiptLine): ReactNode[] {
  const more = [...(line.email ? [line.email] : []), ...line.people.map(fullName)];
  return [
    line.number,
    <>
      <bdi>{line.change}</bdi>
      {more.map((text) => (
        <span key={text} className={`block ${PALE}`}>
          <bdi>{text}</bdi>
        </span>
      ))}
    </>,
    <>
      <bdi>{line.team}</bdi>
      <span className={`block ${PALE}`}>{line.vendor}</span>
    </>,
    <bdi key="before">{line.before}</bdi>,
    <bdi key="after">{line.after}</bdi>,
    <>
      {line.outcome}
      {line.reason && (
        <span className={`block ${PALE}`}>
          <bdi>{line.reason}</bdi>
        </span>
      )}
    </>,
    line.ended ? exactTime(line.ended) : "–",
  ];
}
