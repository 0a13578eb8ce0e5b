import { FINDINGS, Finding } from "#components/ui/finding.tsx";
import type { RosterFinding } from "#lib/changes/roster/schema.ts";

const ICONS = { ok: "check", quiet: "dash", bad: "alert" } as const;

/** What was found of a roster that is no change: names that nobody has, ends that stay. */
export function FileFindings({ findings }: { findings: readonly RosterFinding[] }) {
  if (findings.length === 0) return null;
  return (
    <ul className={FINDINGS} aria-label="Findings">
      {findings.map(({ where, text, tone }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a finding is its place in the list
        <Finding key={index} icon={ICONS[tone]} isBad={tone === "bad"} why={<bdi>{text}</bdi>}>
          <code className="mono clip">{where || "the roster"}</code>
        </Finding>
      ))}
    </ul>
  );
}
