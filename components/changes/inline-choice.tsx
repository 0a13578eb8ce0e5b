"use client";

import { useCell } from "#components/changes/cell-store.ts";
import { prepareChange, useChange } from "#components/changes/use-change.tsx";
import { type InlineOption, InlineSelect } from "#components/ui/inline-select.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { useToast } from "#components/ui/toast.tsx";
import type { ChangeRequest } from "#lib/changes/schema.ts";

const ConfirmChanges = lazyPart(() =>
  import("#components/changes/confirm-changes.tsx").then((m) => m.ConfirmChanges),
);

/**
 * A value that a select changes at the vendor: shown at once as pending and locked, confirmed where the plan warns, back to
 * the old value with the vendor's words when it is refused.
 */
export function InlineChoice({
  id,
  label,
  value,
  options,
  vendor,
  still,
  changeTo,
}: {
  /** Of the cell; unique on the page. */
  id: string;
  label: string;
  value: string;
  options: readonly InlineOption[];
  vendor: string;
  /** "Still a member.": what holds when the change is refused. */
  still: string;
  changeTo: (value: string) => ChangeRequest;
}) {
  const [cell, setCell] = useCell(id);
  const change = useChange();
  const toast = useToast();

  const send = async (next: string, acknowledged: string[] = []) => {
    const key = cell?.lostKey;
    const pending = { value: next, isPending: true, ...(key ? { lostKey: key } : {}) };
    setCell({ ...pending, ...(cell?.plan ? { plan: cell.plan, isConfirmed: true } : {}) });
    const end = await change.run([changeTo(next)], { acknowledged, vendor, key });
    if (end.is === "confirm") setCell({ ...pending, plan: end.plan });
    else if (end.is === "done") {
      void change.say(end.outcomes, vendor);
      setCell(undefined);
    } else if (end.is === "failed" && end.code === "VENDOR_NOT_FOUND") {
      // The row is about to go: said where it stays.
      toast({ title: end.reason, tone: "danger" });
      setCell(undefined);
    } else {
      const lostKey = end.is === "error" ? end.lostKey : undefined;
      setCell({ value: next, isPending: false, reason: end.reason, ...(lostKey ? { lostKey } : {}) });
    }
  };
  return (
    <>
      <InlineSelect
        label={label}
        value={cell?.isPending ? cell.value : value}
        options={options}
        isPending={cell?.isPending ?? false}
        onChange={(next) => next !== value && void send(next)}
        onDismiss={() => setCell(undefined)}
        onApproach={prepareChange}
        refusal={
          // What was not known to have worked, and stands in the row by now, has worked.
          cell?.reason &&
          !(cell.lostKey && cell.value === value) && (
            <>
              {/* Not said of what may have been done all the same. */}
              {!cell.lostKey && <span className="font-medium text-danger">{still}</span>} {cell.reason}{" "}
              <button type="button" className="link" onClick={() => void send(cell.value)}>
                Try again
              </button>
            </>
          )
        }
      />
      {cell?.plan && (
        <ConfirmChanges
          plan={cell.plan}
          pending={cell.isConfirmed ?? false}
          onConfirm={(acknowledged) => void send(cell.value, acknowledged)}
          onClose={() => setCell(undefined)}
        />
      )}
    </>
  );
}
