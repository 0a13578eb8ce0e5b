"use client";

import { useState } from "react";
import type { DecidingItem } from "#components/reviews/deciding.ts";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import { TEAM_ROLES } from "#lib/vendors/port.ts";
import { orgRoleTitle, roleTitle } from "#lib/vendors/role-words.ts";

const NO_ROLE = "";

/** The roles that rows can be given, of their vendors and kinds, by their words. */
function rolesOf(items: readonly DecidingItem[]): { value: string; label: string }[] {
  const roles = new Map<string, string>();
  const [only] = items.length === 1 ? items : [];
  for (const { vendor, kind } of items) {
    const { assignableRoles, organizationRoles } = VENDOR_FACTS[vendor].capabilities;
    if (kind === "team") for (const role of assignableRoles) roles.set(role, roleTitle(role));
    else for (const role of organizationRoles) roles.set(role, orgRoleTitle(role));
  }
  roles.delete(only ? (only.kind === "team" ? only.role : (only.orgRole ?? NO_ROLE)) : NO_ROLE);
  const order: readonly string[] = TEAM_ROLES;
  return [...roles]
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => order.indexOf(b.value) - order.indexOf(a.value));
}

/** "Remove {name}" and "Change role of {name}": why, and which role. Nothing is changed before the review is closed. */
export function DecideDialog({
  what,
  items,
  title,
  onDecide,
  onClose,
}: {
  what: "remove" | "change";
  /** Rows that it is about, as far as they are loaded. */
  items: readonly DecidingItem[];
  title: string;
  onDecide: (said: { decision: "remove" | "change"; role?: string; reason?: string }) => void;
  onClose: () => void;
}) {
  const [role, setRole] = useState(NO_ROLE);
  const [reason, setReason] = useState("");
  const [errors, setErrors] = useState<{ role?: string; reason?: string }>({});
  const isRemoval = what === "remove";
  const decide = () => {
    const said = reason.trim();
    if (isRemoval && said === "") return setErrors({ reason: "Say why" });
    if (!isRemoval && role === NO_ROLE) return setErrors({ role: "Choose a role" });
    onDecide({ decision: what, ...(isRemoval ? {} : { role }), ...(said ? { reason: said } : {}) });
    return onClose();
  };
  return (
    <FormDialog
      title={<bdi>{title}</bdi>}
      lede="Nothing is changed before the review is closed."
      action={isRemoval ? "Decide to remove" : "Decide to change"}
      isDanger={isRemoval}
      pending={false}
      onSubmit={decide}
      onClose={onClose}
    >
      {!isRemoval && (
        <SelectField
          label="Role"
          value={role}
          error={errors.role}
          onChange={(event) => {
            setRole(event.target.value);
            setErrors({});
          }}
        >
          <option value={NO_ROLE} hidden>
            Choose a role
          </option>
          {rolesOf(items).map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
      )}
      <TextField
        label="Reason"
        value={reason}
        maxLength={1_000}
        autoComplete="off"
        error={errors.reason}
        onChange={(event) => {
          setReason(event.target.value);
          setErrors({});
        }}
      />
    </FormDialog>
  );
}
