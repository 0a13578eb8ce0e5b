"use client";

import { useState } from "react";
import { IntakeDialog } from "#components/intake/intake-dialog.tsx";
import { IntakeField } from "#components/intake/intake-field.tsx";
import { useIntake } from "#components/intake/use-intake.ts";
import { CheckField } from "#components/ui/check-field.tsx";
import { useZone } from "#components/ui/zone.tsx";
import { askRoster } from "#lib/changes/intake/queries.ts";

/** "Import roster": a table of e-mail, team and role; what differs from what is there becomes a plan. */
export function ImportRoster({ onClose }: { onClose: () => void }) {
  const intake = useIntake("roster");
  const zone = useZone();
  const [removeOthers, setRemoveOthers] = useState(false);
  return (
    <IntakeDialog
      intake={intake}
      title="Import roster"
      lede="A table with e-mail, team and role. Nothing is changed before you have seen the plan."
      hint={
        <a className="link" href="/api/people/roster.csv" download>
          Export the roster as it is
        </a>
      }
      choice={intake.uploadId ? { uploadId: intake.uploadId, removeOthers, zone } : undefined}
      read={askRoster}
      sourceOf={(choice) => ({ kind: "roster", ...choice })}
      removesOthers={removeOthers}
      onClose={onClose}
    >
      <IntakeField
        intake={intake}
        label="Roster"
        hint="With the headings e-mail, team and role, and until where a role ends (2026-12-04 18:00). A team is “Vendor / Team name”, or its name where it is the only one."
      />
      <CheckField
        label="Remove people who are not in the roster"
        hint="From the teams that the roster names, and from no others."
        checked={removeOthers}
        onChange={setRemoveOthers}
      />
    </IntakeDialog>
  );
}
