import { InlineRole } from "#components/intake/inline-role.tsx";
import type { Target } from "#components/intake/invite-targets.tsx";
import { Select } from "#components/ui/select.tsx";
import type { LineFinding } from "#lib/changes/intake/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { TeamRole } from "#lib/vendors/port.ts";

/** What was chosen for single lines, by their index. */
export type LineChoices = ReadonlyMap<number, { teamId?: string; role?: TeamRole }>;
const MAX_CHOICES = 500;

/** One line's own team (of those chosen) and role, where they differ from everybody's. */
export function LineChoice({
  finding,
  targets,
  choices,
  onChange,
}: {
  finding: LineFinding;
  targets: readonly Target[];
  choices: LineChoices;
  onChange: (choices: LineChoices) => void;
}) {
  const { index, tone, text } = finding;
  if (index === undefined || targets.length === 0) return null;
  const own = choices.get(index);
  if (tone !== "ok" && !own) return null;
  const team = targets.find(({ teamId }) => teamId === own?.teamId);
  const roles = [
    ...new Set(
      (team ? [team] : targets).flatMap(({ vendor }) => VENDOR_FACTS[vendor].capabilities.assignableRoles),
    ),
  ];
  const set = (teamId: string | undefined, role: TeamRole | undefined) => {
    const next = new Map(choices);
    if (teamId === undefined && role === undefined) next.delete(index);
    else if (next.has(index) || next.size < MAX_CHOICES)
      next.set(index, { ...(teamId ? { teamId } : {}), ...(role ? { role } : {}) });
    onChange(next);
  };
  return (
    <span className="flex gap-1 max-sm:col-start-2 max-sm:pb-1" data-choice>
      {targets.length > 1 && (
        <Select
          className="[&>select]:max-w-34"
          aria-label={`Team for ${text}`}
          value={own?.teamId ?? ""}
          onChange={(event) => set(event.target.value || undefined, own?.role)}
        >
          <option value="">All chosen teams</option>
          {targets.map(({ teamId, label }) => (
            <option key={teamId} value={teamId}>
              {label}
            </option>
          ))}
        </Select>
      )}
      <InlineRole
        label={`Role for ${text}`}
        value={own?.role}
        roles={roles}
        none="Role as chosen"
        onChange={(role) => set(own?.teamId, role)}
      />
    </span>
  );
}
