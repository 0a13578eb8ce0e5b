"use client";

import { whyNot } from "#components/teams/roles.ts";
import { RowButton } from "#components/ui/row-button.tsx";
import type { Role } from "#lib/core/permissions.ts";
import type { MemberRow } from "#lib/directory/members/schema.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

export function MemberActions({
  member,
  team,
  role,
  onDetails,
  onRemove,
}: {
  member: MemberRow;
  team: TeamRow;
  role: Role;
  onDetails: (member: MemberRow) => void;
  onRemove: (member: MemberRow) => void;
}) {
  const { capabilities } = VENDOR_FACTS[team.vendor];
  const reason = whyNot(role, team.kind === "organization" ? "org.removeMember" : "member.remove", team);
  return (
    <span className="acts">
      <RowButton icon="info" name={`Details of ${member.label}`} isInGrid onPress={() => onDetails(member)} />
      {capabilities.removeMembers && (
        <RowButton
          icon="trash"
          name={`Remove ${member.label}`}
          reason={reason}
          isInGrid
          onPress={() => onRemove(member)}
        />
      )}
    </span>
  );
}
