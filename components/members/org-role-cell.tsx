"use client";

import { InlineChoice } from "#components/changes/inline-choice.tsx";
import { capitalised, whyNot } from "#components/teams/roles.ts";
import type { Role } from "#lib/core/permissions.ts";
import type { MemberRow } from "#lib/directory/members/schema.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** The vendor's word for no role of one's own in the organization. */
const GUEST = "guest";

/** The role in the organization above the team, in the vendor's words. */
export function OrgRoleCell({ member, team, role }: { member: MemberRow; team: TeamRow; role: Role }) {
  const { name, capabilities } = VENDOR_FACTS[team.vendor];
  if (!member.inOrganization) return <span className="text-faint">–</span>;
  const current = member.orgRole ?? GUEST;
  const reason = whyNot(role, "org.setRole", team);
  if (reason) return <span title={reason}>{capitalised(current)}</span>;
  const known = capabilities.organizationRoles;
  const options = [
    // A guest, or a word that the vendor made up since: shown, but nothing that could be given.
    ...(known.includes(current) ? [] : [{ value: current, label: capitalised(current), isDisabled: true }]),
    ...known.map((value) => ({ value, label: capitalised(value) })),
  ];
  return (
    <InlineChoice
      id={`org-role:${team.connectionId}:${member.userId}`}
      label={`Organization role of ${member.label}`}
      value={current}
      options={options}
      vendor={name}
      still={`Still ${capitalised(current)}.`}
      changeTo={(orgRole) => ({
        kind: "org.setRole",
        input: { connectionId: team.connectionId, userId: member.userId, orgRole },
      })}
    />
  );
}
