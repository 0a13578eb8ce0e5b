"use client";

import { ChangeNotes } from "#components/changes/change-notes.tsx";
import { useChangeDialog } from "#components/changes/use-change-dialog.ts";
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
      action="Remove member"
      hint={removing.cost}
      pending={removing.isPending}
      onConfirm={() => removing.apply(() => request)}
      onClose={onClose}
    >
      <ChangeNotes {...removing} />
    </ConfirmDialog>
  );
}
