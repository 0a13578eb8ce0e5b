"use client";

import { ChangeNotes } from "#components/changes/change-notes.tsx";
import { useChangeDialog } from "#components/changes/use-change-dialog.ts";
import { useAtChoice } from "#components/schedules/use-at-choice.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import type { ChangeRequest } from "#lib/changes/schema.ts";

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
  const removing = useChangeDialog({ vendor, planned: request, onClose });
  const at = useAtChoice();
  const remove = () => {
    const when = at.chosen();
    if (when !== "wrong") removing.apply(() => request, when);
  };
  return (
    <ConfirmDialog
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
      action={at.isTimed ? "Schedule 1 change" : "Remove member"}
      beside={at.button}
      hint={removing.cost}
      pending={removing.isPending}
      onConfirm={remove}
      onClose={onClose}
    >
      {at.fields}
      <ChangeNotes {...removing} />
    </ConfirmDialog>
  );
}
