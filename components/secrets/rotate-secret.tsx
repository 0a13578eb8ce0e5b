"use client";

import { useState } from "react";
import { confirmCodes, PlanWarnings } from "#components/changes/plan-warnings.tsx";
import { useChange } from "#components/changes/use-change.tsx";
import { ValueField } from "#components/rotation/value-field.tsx";
import { IN_USE } from "#components/secrets/in-use.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Note } from "#components/ui/note.tsx";
import type { Plan } from "#lib/changes/schema.ts";
import { secretValueSchema } from "#lib/changes/schema.ts";

export type RotateTarget = {
  teamId: string;
  teamName: string;
  vendorName: string;
  name: string;
  inUse?: boolean | undefined;
  ageDays?: number | undefined;
  /** A value that was already typed elsewhere. */
  value?: string;
};

export function RotateSecret({ target, onClose }: { target: RotateTarget; onClose: () => void }) {
  const { teamId, teamName, vendorName, name, inUse, ageDays } = target;
  const [value, setValue] = useState(target.value ?? "");
  const [error, setError] = useState<string>();
  const [reason, setReason] = useState<string>();
  const [plan, setPlan] = useState<Plan>();
  const [isPending, setPending] = useState(false);
  const change = useChange();

  const rotate = async () => {
    if (isPending) return;
    const checked = secretValueSchema.safeParse(value);
    if (!checked.success) return setError(checked.error.issues[0]?.message ?? "Give a value");
    setPending(true);
    setReason(undefined);
    const end = await change.run([{ kind: "secret.rotate", input: { teamId, name, value } }], {
      // The warning stands in this dialog: pressing the button is its answer.
      acknowledged: [...new Set([...(inUse ? [IN_USE] : []), ...confirmCodes(plan)])],
      vendor: vendorName,
    });
    setPending(false);
    if (end.is === "confirm") return setPlan(end.plan);
    if (end.is !== "done") return setReason(end.reason);
    void change.say(end.outcomes, vendorName);
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={
        <>
          Rotate <span className="mono">{name}</span>
        </>
      }
      lede={
        <>
          <bdi>{teamName}</bdi> on {vendorName}.
          {ageDays !== undefined && ` Last changed ${ageDays === 1 ? "1 day" : `${ageDays} days`} ago.`}
        </>
      }
      onSubmit={() => void rotate()}
      footer={
        <>
          <span className="hint">1 call, cannot be undone</span>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" type="submit" pending={isPending}>
            Rotate secret
          </Button>
        </>
      }
    >
      <ValueField
        label="New value"
        value={value}
        error={error}
        hint={`${vendorName} never shows a value again: copy it before you rotate if another system needs it.`}
        onChange={(next) => {
          setValue(next);
          setError(undefined);
        }}
      />
      {plan ? (
        <PlanWarnings plan={plan} />
      ) : inUse ? (
        <Note tone="warn">
          <p>
            <span className="strong">A deployment uses this secret.</span> Rollcall cannot restart it; it gets
            the new value when it is deployed or restarted next.
          </p>
          <p className="muted">A project's or cluster's secret of the same name wins over this one.</p>
        </Note>
      ) : (
        <Note>A project's or cluster's secret of the same name wins over this one.</Note>
      )}
      {reason && <Note tone="danger">{reason}</Note>}
    </Dialog>
  );
}
