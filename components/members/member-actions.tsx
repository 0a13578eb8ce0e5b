"use client";

import { UntilAct } from "#components/ends/until-act.tsx";
import { whyNot } from "#components/teams/roles.ts";
import { Act, RowActs } from "#components/ui/act.tsx";
import type { Role } from "#lib/core/permissions.ts";
import type { MemberRow } from "#lib/directory/members/schema.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

export function MemberActions({
  member,
  team,
  role,
  onDetails,
  onUntil,
  onRemove,
}: {
  member: MemberRow;
  team: TeamRow;
  role: Role;
  onDetails: (member: MemberRow) => void;
  /** A role for a time is to be given, or the end of one changed. */
  onUntil: (member: MemberRow) => void;
  onRemove: (member: MemberRow) => void;
}) {
  const { capabilities } = VENDOR_FACTS[team.vendor];
  const reason = whyNot(role, team.kind === "organization" ? "org.removeMember" : "member.remove", team);
  return (
    <RowActs>
      <Act icon="info" name={`Details of ${member.label}`} tabIndex={-1} onClick={() => onDetails(member)} />
      <UntilAct {...{ member, team, role }} tabIndex={-1} onClick={() => onUntil(member)} />
      {capabilities.removeMembers && (
        <Act
          icon="trash"
          name={`Remove ${member.label}`}
          whyNot={reason}
          tabIndex={-1}
          onClick={() => onRemove(member)}
        />
      )}
    </RowActs>
  );
}
