"use client";

import { useState } from "react";
import { confirmCodes, PlanWarnings, planCost } from "#components/changes/plan-warnings.tsx";
import { useChange } from "#components/changes/use-change.tsx";
import { usePlan } from "#components/changes/use-plan.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Note } from "#components/ui/note.tsx";
import type { ChangeRequest, Plan } from "#lib/changes/schema.ts";
import type { MemberRow } from "#lib/directory/members/schema.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

export function RemoveMember({
  team,
  member,
  onClose,
}: {
  team: TeamRow;
  member: MemberRow;
  onClose: () => void;
}) {
  const vendor = VENDOR_FACTS[team.vendor].name;
  const request: ChangeRequest =
    team.kind === "organization"
      ? { kind: "org.removeMember", input: { connectionId: team.connectionId, userId: member.userId } }
      : { kind: "member.remove", input: { teamId: team.id, userId: member.userId } };
  const [newer, setNewer] = useState<Plan>();
  const [reason, setReason] = useState<string>();
  const [isPending, setPending] = useState(false);
  const change = useChange();
  const planned = usePlan([request]);
  const plan = newer ?? planned;

  const remove = async () => {
    setPending(true);
    setReason(undefined);
    const end = await change.run([request], { acknowledged: confirmCodes(plan), vendor });
    setPending(false);
    if (end.is === "confirm") return setNewer(end.plan);
    if (end.is !== "done") return setReason(end.reason);
    void change.say(end.outcomes, vendor);
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      focus="footer"
      title={
        <>
          Remove <bdi>{member.label}</bdi>?
        </>
      }
      lede={
        <>
          From <bdi>{team.name}</bdi> on {vendor}
          {member.email && member.label !== member.email && (
            <>
              {" "}
              (<bdi>{member.email}</bdi>)
            </>
          )}
          .
        </>
      }
      footer={
        <>
          <span className="hint">{planCost(plan)}</span>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="danger" pending={isPending} onClick={() => void remove()}>
            Remove member
          </Button>
        </>
      }
    >
      <PlanWarnings plan={plan} />
      {reason && <Note tone="danger">{reason}</Note>}
    </Dialog>
  );
}
