"use client";

import { useState } from "react";
import { SingleSignOn } from "#components/doors/single-sign-on.tsx";
import { useAddMembers } from "#components/members/use-add-members.ts";
import { Findings, isWrong } from "#components/teams/address-findings.tsx";
import { ROLE_WORDS } from "#components/teams/roles.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { Note } from "#components/ui/note.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { TeamRole } from "#lib/vendors/port.ts";

/** Adds people to a team by a pasted list; those outside the organization are invited first, once that was said. */
export function AddMembers({
  team,
  onClose,
  onMany,
}: {
  team: TeamRow;
  onClose: () => void;
  /** Goes on in the larger dialog, with what was typed. */
  onMany: (text: string) => void;
}) {
  const { name: vendor, capabilities } = VENDOR_FACTS[team.vendor];
  const isOrganization = team.kind === "organization";
  const [text, setText] = useState("");
  const [role, setRole] = useState<TeamRole>("member");
  const [sso, setSso] = useState(false);
  const add = useAddMembers({ team, vendor, onDone: onClose, onLeft: setText });
  const { findings } = add;
  const outside = findings?.filter(({ finding }) => finding === "outside").length ?? 0;
  const wrong = findings?.filter(isWrong).length ?? 0;
  return (
    <Dialog
      open
      onClose={onClose}
      title="Add members"
      lede={
        <>
          To <bdi>{team.name}</bdi> on {vendor}.
        </>
      }
      onSubmit={() => add.submit({ text, role, sso })}
      footer={
        <>
          <FootNote aria-live="polite">
            {wrong > 0 ? `${wrong === 1 ? "1 line needs" : `${wrong} lines need`} another look` : ""}
          </FootNote>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" type="submit" pending={add.isPending}>
            {outside > 0 ? "Invite and add" : "Add"}
          </Button>
        </>
      }
    >
      <TextareaField
        label="Emails or user IDs"
        value={text}
        rows={4}
        spellCheck={false}
        autoComplete="off"
        error={add.error}
        hint="One a line, or separated by commas."
        onChange={(event) => {
          setText(event.target.value);
          add.forget();
        }}
      />
      <Button variant="link" className="-mt-1.5 -ms-2 self-start" onClick={() => onMany(text)}>
        A longer list, or a file
      </Button>
      {!isOrganization && (
        <SelectField label="Role" value={role} onChange={(event) => setRole(event.target.value as TeamRole)}>
          {capabilities.assignableRoles.toReversed().map((value) => (
            <option key={value} value={value}>
              {ROLE_WORDS[value]}
            </option>
          ))}
        </SelectField>
      )}
      {findings && findings.length > 0 && <Findings findings={findings} reasons={add.reasons} />}
      {outside > 0 && (
        <Note tone="warn">
          {outside === 1 ? "1 person is" : `${outside} people are`} not in {team.belongsTo} yet and{" "}
          {outside === 1 ? "is" : "are"} invited first. Each may take a paid seat.
        </Note>
      )}
      {outside > 0 && <SingleSignOn connectionIds={[team.connectionId]} checked={sso} onChange={setSso} />}
    </Dialog>
  );
}
