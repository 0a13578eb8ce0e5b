"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { CheckField } from "#components/ui/check-field.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { SelectField } from "#components/ui/select-field.tsx";

export type RoleChoice = { value: string; label: string };

/** "Change role": which one; the plan follows. */
export function ChangeRoleDialog({
  count,
  roles,
  orgRoles = [],
  hint,
  onReview,
  onClose,
}: {
  count: number;
  roles: readonly RoleChoice[];
  /** Roles of the organizations that they may be in, the strongest first; none: that is no question here. */
  orgRoles?: readonly RoleChoice[];
  hint?: string | undefined;
  onReview: (role: string, orgRole: string | undefined) => void;
  onClose: () => void;
}) {
  const [role, setRole] = useState(roles[0]?.value ?? "");
  const [isLowered, setLowered] = useState(false);
  const [orgRole, setOrgRole] = useState(orgRoles.at(-1)?.value ?? "");
  const people = count === 1 ? "1 person" : `${count.toLocaleString("en")} people`;
  return (
    <Dialog
      open
      onClose={onClose}
      title="Change role"
      lede={`Of ${people}. Nothing is changed before you have seen the plan.`}
      onSubmit={() => onReview(role, isLowered ? orgRole : undefined)}
      footer={
        <>
          <FootNote />
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" type="submit">
            Review plan
          </Button>
        </>
      }
    >
      <SelectField label="Role" value={role} hint={hint} onChange={(event) => setRole(event.target.value)}>
        {roles.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      {orgRoles.length > 0 && (
        <CheckField
          label="Lower their role in the organization too"
          hint="Otherwise whoever is an admin there stays one; the plan says who."
          checked={isLowered}
          onChange={setLowered}
        />
      )}
      {isLowered && (
        <SelectField
          label="Organization role"
          value={orgRole}
          hint="Of those who have more. Nobody is given more."
          onChange={(event) => setOrgRole(event.target.value)}
        >
          {orgRoles.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
      )}
    </Dialog>
  );
}
