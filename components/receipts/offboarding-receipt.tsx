import type { ReactNode } from "react";
import { PALE, Paper } from "#components/receipts/paper.tsx";
import { PaperTable } from "#components/receipts/paper-table.tsx";
import { exactTime } from "#components/ui/clock.ts";
import type { ReceiptTaken, ReceiptTrail } from "#lib/changes/batches/schema.ts";
import type { Offboarding, OffboardingReceiptLine } from "#lib/changes/offboarding/schema.ts";

const COLUMNS = [
  { label: "What" },
  { label: "Vendor", width: "11%" },
  { label: "State", width: "14%" },
  { label: "When", width: "84px" },
  { label: "By", width: "13%" },
  { label: "Reason", width: "18%" },
] as const;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

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
  const parts = [...Map.groupBy(lines, ({ part }) => part)];
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
            columns={COLUMNS}
            rows={some.map((line, place) => ({ key: `${place}`, cells: cellsOf(line) }))}
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
      return `${part}: ${states.map(([state, n]) => `${n.length.toLocaleString("en")} ${state}`.trim()).join(", ")}`;
    })
    .join("; ");

const cellsOf = ({ what, vendor, state, when, by, reason }: OffboardingReceiptLine): ReactNode[] => [
  <bdi key="what">{what}</bdi>,
  vendor ?? "",
  state ?? "",
  when ? exactTime(when) : "",
  <bdi key="by">{by}</bdi>,
  <bdi key="reason">{reason}</bdi>,
];
