"use client";

import { InlineChoice } from "#components/changes/inline-choice.tsx";
import { ROLE_WORDS, whyNot } from "#components/teams/roles.ts";
import type { Role } from "#lib/core/permissions.ts";
import type { MemberRow } from "#lib/directory/members/schema.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { TeamRole } from "#lib/vendors/port.ts";

const STILL: Record<TeamRole, string> = {
  owner: "Still an owner.",
  admin: "Still an admin.",
  member: "Still a member.",
};

export function RoleCell({ member, team, role }: { member: MemberRow; team: TeamRow; role: Role }) {
  const { name, capabilities } = VENDOR_FACTS[team.vendor];
  const reason =
    whyNot(role, "member.setRole", team) ??
    (capabilities.assignableRoles.includes(member.role)
      ? undefined
      : `${name} lets nobody change the ${member.role} from outside its own console.`);
  if (reason) return <span title={reason}>{ROLE_WORDS[member.role]}</span>;
  return (
    <InlineChoice
      id={`role:${team.id}:${member.userId}`}
      label={`Role of ${member.label}`}
      value={member.role}
      options={capabilities.assignableRoles.map((value) => ({ value, label: ROLE_WORDS[value] }))}
      vendor={name}
      still={STILL[member.role]}
      changeTo={(value) => ({
        kind: "member.setRole",
        input: { teamId: team.id, userId: member.userId, role: value as TeamRole },
      })}
    />
  );
}
