"use client";

import { ChangeEnd } from "#components/ends/change-end.tsx";
import { GiveForATime } from "#components/ends/give-for-a-time.tsx";
import { endHere } from "#components/ends/given-role.ts";
import type { MemberRow } from "#lib/directory/members/schema.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";

/** What the clock in a member's row opens: a role for a time, or the end of the one they have. */
export function RoleUntil(props: { team: TeamRow; member: MemberRow; onClose: () => void }) {
  const end = endHere(props.member, props.team);
  return end ? <ChangeEnd {...props} end={end} /> : <GiveForATime {...props} />;
}
