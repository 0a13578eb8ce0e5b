"use client";

import { countOf } from "#components/changes/plan-notes.tsx";
import { confirmCodes, PlanWarnings, planCost } from "#components/changes/plan-warnings.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { APPROVAL_CODE } from "#lib/changes/approvals/constants.ts";
import type { Plan } from "#lib/changes/schema.ts";

/** A risky change's warnings, to be read before it is applied. */
export function ConfirmChanges({
  plan,
  pending,
  onConfirm,
  onClose,
}: {
  plan: Plan;
  pending: boolean;
  onConfirm: (acknowledged: string[]) => void;
  onClose: () => void;
}) {
  const needsApproval = plan.risks.some(({ code }) => code === APPROVAL_CODE);
  const isRefused = plan.counts.refused > 0;
  const [only] = plan.changes;
  return (
    <Dialog
      open
      onClose={onClose}
      focus="footer"
      title={<bdi>{plan.changes.length === 1 && only ? `${only.title}?` : "Review changes"}</bdi>}
      lede={only ? `${only.before} → ${only.after}` : undefined}
      footer={
        <>
          <FootNote>{planCost(plan)}</FootNote>
          <Button size="lg" onClick={onClose}>
            {isRefused ? "Close" : "Cancel"}
          </Button>
          {!isRefused && (
            <Button
              size="lg"
              variant={plan.harm ? "danger" : "primary"}
              pending={pending}
              onClick={() => onConfirm(confirmCodes(plan))}
            >
              {needsApproval ? "Ask for approval" : `Apply ${countOf(plan.counts.apply, "change")}`}
            </Button>
          )}
        </>
      }
    >
      <PlanWarnings plan={plan} />
    </Dialog>
  );
}
