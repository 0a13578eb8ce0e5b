"use client";

import { whyNot } from "#components/teams/roles.ts";
import { Act, RowActs } from "#components/ui/act.tsx";
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
    <RowActs>
      {capabilities.renameTeam && (
        <Act
          icon="pencil"
          name={`Rename ${team.label}`}
          whyNot={whyNot(role, "team.rename", team)}
          tabIndex={-1}
          onClick={() => onRename(team)}
        />
      )}
      {capabilities.deleteTeam && (
        <Act
          icon="trash"
          name={`Delete ${team.label}`}
          whyNot={whyNot(role, "team.delete", team)}
          tabIndex={-1}
          onClick={() => onDelete(team)}
        />
      )}
    </RowActs>
  );
}
