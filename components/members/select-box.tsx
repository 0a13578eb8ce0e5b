"use client";

import { useSelection } from "#components/members/selection.tsx";
import type { MemberRow } from "#lib/members/schema.ts";

export function SelectBox({ member }: { member: MemberRow }) {
  const { has, toggle } = useSelection();
  return (
    <input
      type="checkbox"
      className="check hit"
      tabIndex={-1}
      aria-label={`Select ${member.label}`}
      checked={has(member.userId)}
      onChange={() => toggle(member.userId)}
    />
  );
}
