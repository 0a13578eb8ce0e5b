import type { Line } from "#components/changes/plan-line.tsx";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

const CODE = "TOKEN_OWNER";
const warns = ({ warnings, skip, refusal }: Line): boolean =>
  !skip && !refusal && warnings.some(({ code }) => code === CODE);

/** The lines without the warning about the token in use where several give it, and that warning in a sentence instead. */
export function tokenOwnerOnce<T extends Line>(lines: readonly T[]): { lines: readonly T[]; said: string[] } {
  const warning = lines.filter(warns);
  const said = new Set(
    warning.map(
      ({ subject, vendor }) =>
        `Rollcall works with ${subject}'s ${VENDOR_FACTS[vendor].tokenNoun} on ${VENDOR_FACTS[vendor].name}, and may lose access.`,
    ),
  );
  if (warning.length < 2) return { lines, said: [] };
  return {
    lines: lines.map((line) =>
      warns(line) ? { ...line, warnings: line.warnings.filter(({ code }) => code !== CODE) } : line,
    ),
    said: [...said],
  };
}
