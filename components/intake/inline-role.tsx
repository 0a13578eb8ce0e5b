import { ROLE_WORDS } from "#components/teams/roles.ts";
import { Select } from "#components/ui/select.tsx";
import type { TeamRole } from "#lib/vendors/port.ts";

/** A role chosen within a line. With `none`, no choice of its own is one too. */
export function InlineRole({
  label,
  value,
  roles,
  none,
  onChange,
}: {
  label: string;
  value: TeamRole | undefined;
  roles: readonly TeamRole[];
  none?: string;
  onChange: (role: TeamRole | undefined) => void;
}) {
  return (
    <Select
      className="[&>select]:max-w-34"
      aria-label={label}
      value={value ?? ""}
      onChange={(event) => onChange((event.target.value || undefined) as TeamRole | undefined)}
    >
      {none !== undefined && <option value="">{none}</option>}
      {roles.toReversed().map((role) => (
        <option key={role} value={role}>
          {ROLE_WORDS[role]}
        </option>
      ))}
    </Select>
  );
}
