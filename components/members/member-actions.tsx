"use client";

import { whyNot } from "#components/teams/roles.ts";
import { Icon } from "#components/ui/icon.tsx";
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
  const label = `Remove ${member.label}`;
  return (
    <span className="acts">
      <button
        type="button"
        className="act"
        tabIndex={-1}
        aria-label={`Details of ${member.label}`}
        title={`Details of ${member.label}`}
        onClick={() => onDetails(member)}
      >
        <Icon name="info" />
      </button>
      {capabilities.removeMembers && (
        <button
          type="button"
          className="act"
          tabIndex={-1}
          aria-label={label}
          aria-disabled={reason ? true : undefined}
          title={reason ?? label}
          onClick={() => !reason && onRemove(member)}
        >
          <Icon name="trash" />
        </button>
      )}
    </span>
  );
}
