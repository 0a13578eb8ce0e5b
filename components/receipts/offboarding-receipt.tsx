import type { ReactNode } from "react";
import { PALE, Paper } from "#components/receipts/paper.tsx";
import { PaperTable } from "#components/receipts/paper-table.tsx";
import { exactTime } from "#components/ui/clock.ts";
import type { ReceiptTaken, ReceiptTrail } from "#lib/changes/batches/schema.ts";
import type { Offboarding, OffboardingReceiptLine, RemovalState } from "#lib/changes/offboarding/schema.ts";
import { grouped } from "#lib/core/grouped.ts";

const COLUMNS = [
  { field: "what", label: "What" },
  { field: "vendor", label: "Vendor", width: "11%" },
  { field: "state", label: "State", width: "14%" },
  { field: "when", label: "When", width: "84px" },
  { field: "by", label: "By", width: "13%" },
  { field: "reason", label: "Reason", width: "18%" },
] as const;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const REMOVAL_WORDS: Record<RemovalState, string> = {
  waiting: "running",
  confirming: "being read back",
  gone: "gone",
  requested: "requested, not done",
  "still-there": "still there",
  "not-done": "not done",
  unknown: "unknown",
};
/** A removal's state in words. */
const inWords = (line: OffboardingReceiptLine): OffboardingReceiptLine =>
  line.part === "removal"
    ? { ...line, state: REMOVAL_WORDS[line.state as RemovalState] ?? line.state }
    : line;

/** An offboarding on paper: what was handed over, ended and read back, what is left to do, and where the audit log says so. */
export function OffboardingReceipt({
  offboarding,
  lines,
  trail,
  taken,
}: {
  offboarding: Offboarding;
  lines: readonly OffboardingReceiptLine[];
  trail: ReceiptTrail | undefined;
  taken: ReceiptTaken;
}) {
  const { batchId, label, email, createdBy, createdAt } = offboarding;
  const id = encodeURIComponent(batchId);
  const files = `/api/offboarding/${id}/receipt`;
  const parts = [...Map.groupBy(lines.map(inWords), ({ part }) => part)];
  return (
    <Paper
      title={
        <>
          Offboarding of <bdi>{label}</bdi>
        </>
      }
      back={{ href: `/activity/offboardings/${id}`, label: "Back to the offboarding" }}
      files={[
        { href: `${files}?format=csv`, label: "CSV" },
        { href: files, label: "JSON" },
      ]}
      {...{ taken, trail }}
      facts={[
        ...(email ? [{ name: "E-mail", value: <bdi>{email}</bdi> }] : []),
        {
          name: "Begun",
          value: (
            <>
              by <bdi>{createdBy}</bdi>, {exactTime(createdAt)}
            </>
          ),
        },
        { name: "Counts", value: countsOf(parts) },
        { name: "Batch", value: <span className="mono">{batchId}</span> },
      ]}
    >
      {parts.map(([part, some]) => (
        <section key={part} className="mt-5">
          <h2 className="break-after-avoid font-semibold">
            {capital(part)} <span className={`font-normal ${PALE}`}>{some.length}</span>
          </h2>
          <PaperTable
            label={capital(part)}
            columns={columnsOf(some)}
            rows={some.map((line, place) => ({
              key: `${place}`,
              cells: columnsOf(some).map(({ field }) => cellOf(line, field)),
            }))}
          />
        </section>
      ))}
    </Paper>
  );
}

/** "removal: 2 gone, 1 requested; by hand: 3 open" */
const countsOf = (parts: readonly (readonly [string, readonly OffboardingReceiptLine[]])[]): string =>
  parts
    .map(([part, some]) => {
      const states = [...Map.groupBy(some, ({ state }) => state ?? "")];
      return `${part}: ${states.map(([state, n]) => `${grouped(n.length)} ${state}`.trim()).join(", ")}`;
    })
    .join("; ");

/** The columns that some line has something in. */
const columnsOf = (lines: readonly OffboardingReceiptLine[]) =>
  COLUMNS.filter(({ field }) => lines.some((line) => line[field]));

const cellOf = (line: OffboardingReceiptLine, field: (typeof COLUMNS)[number]["field"]): ReactNode => {
  const text = line[field];
  return text && field === "when" ? exactTime(text) : <bdi>{text}</bdi>;
};
