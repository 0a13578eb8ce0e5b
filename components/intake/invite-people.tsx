"use client";

import { useState } from "react";
import { SingleSignOn } from "#components/doors/single-sign-on.tsx";
import { IntakeDialog } from "#components/intake/intake-dialog.tsx";
import { IntakeField } from "#components/intake/intake-field.tsx";
import { InviteFor } from "#components/intake/invite-for.tsx";
import { InviteTargets, type Target } from "#components/intake/invite-targets.tsx";
import { LineChoice, type LineChoices } from "#components/intake/line-choice.tsx";
import { useIntake } from "#components/intake/use-intake.ts";
import { capitalised } from "#components/teams/roles.ts";
import { SelectField } from "#components/ui/select-field.tsx";
import { askInvitees } from "#lib/changes/intake/queries.ts";
import type { InvitationChoice } from "#lib/changes/intake/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** "Invite people": many at once, to teams of both vendors. `initial`: the team whose page it was opened from. */
export function InvitePeople({
  initial,
  initialText,
  onClose,
}: {
  initial?: Target;
  initialText?: string;
  onClose: () => void;
}) {
  const intake = useIntake("invitees", initialText);
  const [targets, setTargets] = useState<Target[]>(initial ? [initial] : []);
  const [orgRole, setOrgRole] = useState("");
  const [sso, setSso] = useState(false);
  const [minutes, setMinutes] = useState(0);
  const [own, setOwn] = useState<{ uploadId?: string | undefined; choices: LineChoices }>({
    choices: new Map(),
  });
  // Lines are known by their place: another list has others.
  const choices: LineChoices = own.uploadId === intake.uploadId ? own.choices : new Map();
  const organizations = targets.filter(({ vendor }) => VENDOR_FACTS[vendor].capabilities.organization);
  const roles = [
    ...new Set(organizations.flatMap(({ vendor }) => VENDOR_FACTS[vendor].capabilities.organizationRoles)),
  ];
  const choice: InvitationChoice | undefined = intake.uploadId
    ? {
        uploadId: intake.uploadId,
        targets: targets.map(({ teamId, role }) => ({ teamId, role })),
        ...(orgRole && organizations.length > 0 ? { orgRole } : {}),
        ...(sso && organizations.length > 0 ? { sso } : {}),
        ...(minutes ? { minutes } : {}),
        perLine: [...choices].map(([index, { teamId, role }]) => ({
          index,
          ...(teamId && targets.some((target) => target.teamId === teamId) ? { teamId } : {}),
          ...(role ? { role } : {}),
        })),
      }
    : undefined;
  return (
    <IntakeDialog
      intake={intake}
      title="Invite people"
      lede="A pasted list or a file, to any teams. Nothing is sent before you have seen the plan."
      choice={choice}
      read={askInvitees}
      sourceOf={(sent) => ({ kind: "invitees", ...sent })}
      choose={(finding) => (
        <LineChoice
          finding={finding}
          targets={targets}
          choices={choices}
          onChange={(next) => setOwn({ uploadId: intake.uploadId, choices: next })}
        />
      )}
      onClose={onClose}
    >
      <IntakeField
        intake={intake}
        label="People"
        hint="Addresses, “Name <address>”, or a table with the headings e-mail, team and role."
      />
      <InviteTargets targets={targets} onChange={setTargets} />
      <InviteFor value={minutes} onChange={setMinutes} />
      {organizations.length > 0 && (
        <div className="grid grid-cols-2 items-end gap-3.5 max-sm:grid-cols-1">
          <SelectField
            label="Organization role"
            value={orgRole}
            onChange={(event) => setOrgRole(event.target.value)}
          >
            <option value="">As the organization has it</option>
            {roles.map((role) => (
              <option key={role} value={role}>
                {capitalised(role)}
              </option>
            ))}
          </SelectField>
          <SingleSignOn
            connectionIds={organizations.map(({ connectionId }) => connectionId)}
            checked={sso}
            onChange={setSso}
          />
        </div>
      )}
    </IntakeDialog>
  );
}
