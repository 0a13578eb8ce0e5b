"use client";

import { ChangeNotes } from "#components/changes/change-notes.tsx";
import { useChangeDialog } from "#components/changes/use-change-dialog.ts";
import { givenRole } from "#components/ends/given-role.ts";
import { UntilFields } from "#components/ends/until-fields.tsx";
import { useUntil } from "#components/ends/use-until.ts";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import type { MemberRow } from "#lib/directory/members/schema.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** Makes somebody an admin, or what manages a team at its vendor, until a time: then they are again what they are now. */
export function GiveForATime({
  team,
  member,
  onClose,
}: {
  team: TeamRow;
  member: MemberRow;
  onClose: () => void;
}) {
  const vendor = VENDOR_FACTS[team.vendor].name;
  const until = useUntil("4h");
  const giving = useChangeDialog({ vendor, onClose });
  const given = givenRole(member, team);
  if (!given) return null;
  const ask = (): ChangeRequest | undefined => {
    const end = until.read();
    return end && { ...given.request, until: end };
  };
  return (
    <FormDialog
      title={
        <>
          Make <bdi>{member.label}</bdi> {given.word} until…
        </>
      }
      lede={
        <>
          In <bdi>{team.name}</bdi> on {vendor}. At the end their role is {given.before} again, unless
          somebody has changed their role meanwhile.
        </>
      }
      action={`Make ${given.word}`}
      pending={giving.isPending}
      onSubmit={() => giving.apply(ask)}
      onClose={onClose}
    >
      <UntilFields state={until} />
      <ChangeNotes {...giving} />
    </FormDialog>
  );
}
