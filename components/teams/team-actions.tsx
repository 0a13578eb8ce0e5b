"use client";

import { whyNot } from "#components/teams/roles.ts";
import { Icon } from "#components/ui/icon.tsx";
import type { Role } from "#lib/core/permissions.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** Absent where the vendor has no such operation; there but without effect, and saying why, where one may not. */
export function TeamActions({
  team,
  role,
  onRename,
  onDelete,
}: {
  team: TeamRow;
  role: Role;
  onRename: (team: TeamRow) => void;
  onDelete: (team: TeamRow) => void;
}) {
  const { capabilities } = VENDOR_FACTS[team.vendor];
  const actions = [
    ...(capabilities.renameTeam
      ? [
          {
            verb: "Rename",
            icon: "pencil",
            reason: whyNot(role, "team.rename", team),
            press: onRename,
          } as const,
        ]
      : []),
    ...(capabilities.deleteTeam
      ? [
          {
            verb: "Delete",
            icon: "trash",
            reason: whyNot(role, "team.delete", team),
            press: onDelete,
          } as const,
        ]
      : []),
  ];
  if (actions.length === 0) return null;
  return (
    <span className="acts">
      {actions.map(({ verb, icon, reason, press }) => (
        <button
          key={verb}
          type="button"
          className="act"
          tabIndex={-1}
          aria-label={`${verb} ${team.label}`}
          title={reason ?? `${verb} ${team.label}`}
          aria-disabled={reason ? true : undefined}
          onClick={() => !reason && press(team)}
        >
          <Icon name={icon} />
        </button>
      ))}
    </span>
  );
}
