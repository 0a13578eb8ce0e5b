"use client";

import { ChangeNotes } from "#components/changes/change-notes.tsx";
import { useChangeDialog } from "#components/changes/use-change-dialog.ts";
import { TypeToConfirm } from "#components/ui/type-to-confirm.tsx";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { grouped } from "#lib/core/grouped.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

export function DeleteTeam({ team, onClose }: { team: TeamRow; onClose: () => void }) {
  const vendor = VENDOR_FACTS[team.vendor].name;
  const request: ChangeRequest = { kind: "team.delete", input: { teamId: team.id } };
  const deleting = useChangeDialog({ vendor, planned: request, onClose });
  return (
    <TypeToConfirm
      title={
        <>
          Delete <bdi>{team.name}</bdi>?
        </>
      }
      lede={
        <>
          A team of <bdi>{team.belongsTo}</bdi> on {vendor}
          {team.memberCount !== undefined &&
            `, with ${team.memberCount === 1 ? "1 member" : `${grouped(team.memberCount)} members`}`}
          .
        </>
      }
      word={team.name}
      action="Delete team"
      hint={deleting.cost}
      pending={deleting.isPending}
      onConfirm={() => deleting.apply(() => request)}
      onClose={onClose}
    >
      <ChangeNotes {...deleting} />
    </TypeToConfirm>
  );
}
