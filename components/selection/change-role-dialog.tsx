"use client";

import { useState } from "react";
import { UntilFields } from "#components/ends/until-fields.tsx";
import { useUntil } from "#components/ends/use-until.ts";
import { Button } from "#components/ui/button.tsx";
import { CheckField } from "#components/ui/check-field.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import type { Until } from "#lib/changes/ends/schema.ts";
import { grouped } from "#lib/core/grouped.ts";

export type RoleChoice = { value: string; label: string };

/** "Change role": which one; the plan follows. */
export function ChangeRoleDialog({
  count,
  roles,
  orgRoles = [],
  lowersWith,
  hint,
  onReview,
  onClose,
}: {
  count: number;
  roles: readonly RoleChoice[];
  /** Roles of the organizations that they may be in, the strongest first; none: that is no question here. */
  orgRoles?: readonly RoleChoice[];
  /** With this role, the organization's is lowered unless it is said otherwise. It is that of admins alone then. */
  lowersWith?: string | undefined;
  hint?: string | undefined;
  onReview: (role: string, orgRole: string | undefined, until: Until | undefined) => void;
  onClose: () => void;
}) {
  const [role, setRole] = useState("");
  const [error, setError] = useState<string>();
  const until = useUntil("never");
  const [asked, setLowered] = useState<boolean>();
  const isLowered = asked ?? (lowersWith !== undefined && role === lowersWith);
  const [orgRole, setOrgRole] = useState(orgRoles.at(-1)?.value ?? "");
  const people = count === 1 ? "1 person" : `${grouped(count)} people`;
  return (
    <Dialog
      open
      onClose={onClose}
      title="Change role"
      lede={`Of ${people}. Nothing is changed before you have seen the plan.`}
      onSubmit={() => {
        if (!role) return setError("Choose a role");
        const end = until.read();
        if (until.choice !== "never" && !end) return;
        onReview(role, isLowered ? orgRole : undefined, end);
      }}
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
      <SelectField
        label="Role"
        value={role}
        hint={hint}
        error={error}
        onChange={(event) => {
          setRole(event.target.value);
          setError(undefined);
        }}
      >
        <option value="" hidden>
          Choose a role
        </option>
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
          hint={
            lowersWith === role
              ? "Of admins of an organization. Other roles there stay."
              : "Of those who have more. Nobody is given more."
          }
          onChange={(event) => setOrgRole(event.target.value)}
        >
          {orgRoles.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
      )}
      <UntilFields state={until} hasNever />
    </Dialog>
  );
}
