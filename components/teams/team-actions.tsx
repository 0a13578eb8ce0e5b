"use client";

import { whyNot } from "#components/teams/roles.ts";
import { RowButton } from "#components/ui/row-button.tsx";
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
  if (!capabilities.renameTeam && !capabilities.deleteTeam) return null;
  return (
    <span className="acts">
      {capabilities.renameTeam && (
        <RowButton
          icon="pencil"
          name={`Rename ${team.label}`}
          reason={whyNot(role, "team.rename", team)}
          isInGrid
          onPress={() => onRename(team)}
        />
      )}
      {capabilities.deleteTeam && (
        <RowButton
          icon="trash"
          name={`Delete ${team.label}`}
          reason={whyNot(role, "team.delete", team)}
          isInGrid
          onPress={() => onDelete(team)}
        />
      )}
    </span>
  );
}
