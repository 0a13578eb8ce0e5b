"use client";

import { useState } from "react";
import { confirmCodes, PlanWarnings, planCost } from "#components/changes/plan-warnings.tsx";
import { useChange } from "#components/changes/use-change.tsx";
import { usePlan } from "#components/changes/use-plan.ts";
import { IN_USE } from "#components/secrets/in-use.ts";
import type { RotateTarget } from "#components/secrets/rotate-secret.tsx";
import { Note } from "#components/ui/note.tsx";
import { TypeToConfirm } from "#components/ui/type-to-confirm.tsx";
import type { ChangeRequest, Plan } from "#lib/changes/schema.ts";

export function DeleteSecret({ target, onClose }: { target: RotateTarget; onClose: () => void }) {
  const { teamId, teamName, vendorName, name, inUse } = target;
  const request: ChangeRequest = { kind: "secret.delete", input: { teamId, name } };
  const [newer, setNewer] = useState<Plan>();
  const [reason, setReason] = useState<string>();
  const change = useChange();
  const planned = usePlan([request]);
  const plan = newer ?? planned;

  const remove = async () => {
    setReason(undefined);
    const acknowledged = [...new Set([...(inUse ? [IN_USE] : []), ...confirmCodes(plan)])];
    const end = await change.run([request], { acknowledged, vendor: vendorName });
    if (end.is === "confirm") return setNewer(end.plan);
    if (end.is !== "done") return setReason(end.reason);
    void change.say(end.outcomes, vendorName);
    onClose();
  };
  return (
    <TypeToConfirm
      title={
        <>
          Delete <span className="mono">{name}</span>?
        </>
      }
      lede={
        <>
          From <bdi>{teamName}</bdi> on {vendorName}. The value is lost: nobody can read it back.
        </>
      }
      word={name}
      button="Delete secret"
      cost={planCost(plan) || "1 call, cannot be undone"}
      onConfirm={remove}
      onClose={onClose}
    >
      {plan ? (
        <PlanWarnings plan={plan} />
      ) : (
        inUse && (
          <Note tone="warn">
            <span className="strong">A deployment uses this secret.</span> It fails when it is deployed or
            restarted next.
          </Note>
        )
      )}
      {reason && <Note tone="danger">{reason}</Note>}
    </TypeToConfirm>
  );
}
