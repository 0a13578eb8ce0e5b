"use client";

import { endHere, giveName } from "#components/ends/given-role.ts";
import { whyNot } from "#components/teams/roles.ts";
import { Act } from "#components/ui/act.tsx";
import type { Role } from "#lib/core/permissions.ts";
import type { MemberRow } from "#lib/directory/members/schema.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";

/** The clock in a member's row: a role for a time, or the end of the one they have. Nothing where there is none to give. */
export function UntilAct({
  member,
  team,
  role,
  tabIndex,
  onClick,
}: {
  member: MemberRow;
  team: TeamRow;
  role: Role;
  tabIndex?: number;
  onClick: () => void;
}) {
  const name = endHere(member, team) ? `Change the end of ${member.label}` : giveName(member, team);
  if (!name) return null;
  const reason = whyNot(role, team.kind === "organization" ? "org.setRole" : "member.setRole", team);
  return <Act icon="clock" name={name} whyNot={reason} tabIndex={tabIndex} onClick={onClick} />;
}
