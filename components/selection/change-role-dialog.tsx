"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { SelectField } from "#components/ui/select-field.tsx";

export type RoleChoice = { value: string; label: string };

/** "Change role": which one; the plan follows. */
export function ChangeRoleDialog({
  count,
  roles,
  hint,
  onReview,
  onClose,
}: {
  count: number;
  roles: readonly RoleChoice[];
  hint?: string | undefined;
  onReview: (role: string) => void;
  onClose: () => void;
}) {
  const [role, setRole] = useState(roles[0]?.value ?? "");
  const people = count === 1 ? "1 person" : `${count.toLocaleString("en")} people`;
  return (
    <Dialog
      open
      onClose={onClose}
      title="Change role"
      lede={`Of ${people}. Nothing is changed before you have seen the plan.`}
      onSubmit={() => onReview(role)}
      footer={
        <>
          <span className="hint" />
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
    </Dialog>
  );
}
