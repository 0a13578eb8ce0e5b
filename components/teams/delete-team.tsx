"use client";

import { useState } from "react";
import { confirmCodes, PlanWarnings, planCost } from "#components/changes/plan-warnings.tsx";
import { useChange } from "#components/changes/use-change.tsx";
import { usePlan } from "#components/changes/use-plan.ts";
import { Note } from "#components/ui/note.tsx";
import { TypeToConfirm } from "#components/ui/type-to-confirm.tsx";
import type { ChangeRequest, Plan } from "#lib/changes/schema.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

export function DeleteTeam({ team, onClose }: { team: TeamRow; onClose: () => void }) {
  const vendor = VENDOR_FACTS[team.vendor].name;
  const request: ChangeRequest = { kind: "team.delete", input: { teamId: team.id } };
  const [newer, setNewer] = useState<Plan>();
  const [reason, setReason] = useState<string>();
  const change = useChange();
  const planned = usePlan([request]);
  const plan = newer ?? planned;

  const remove = async () => {
    setReason(undefined);
    const end = await change.run([request], { acknowledged: confirmCodes(plan), vendor });
    if (end.is === "confirm") return setNewer(end.plan);
    if (end.is !== "done") return setReason(end.reason);
    void change.say(end.outcomes, vendor);
    onClose();
  };
  return (
    <TypeToConfirm
      title={
        <>
          Delete <bdi>{team.name}</bdi>?
        </>
      }
      lede={
        <>
          A team of <bdi>{team.belongsTo}</bdi> on {vendor}
          {team.memberCount !== undefined &&
            `, with ${team.memberCount === 1 ? "1 member" : `${team.memberCount.toLocaleString("en")} members`}`}
          .
        </>
      }
      word={team.name}
      button="Delete team"
      cost={planCost(plan)}
      onConfirm={remove}
      onClose={onClose}
    >
      <PlanWarnings plan={plan} />
      {reason && <Note tone="danger">{reason}</Note>}
    </TypeToConfirm>
  );
}
