import { FINDINGS, Finding } from "#components/ui/finding.tsx";
import type { DotenvFinding } from "#lib/changes/rotation/dotenv.ts";
import { grouped } from "#lib/core/grouped.ts";

const MOST = 100;

/** What was found in an `.env` file, by line; never a value. */
export function DotenvFindings({ findings }: { findings: readonly DotenvFinding[] }) {
  if (findings.length === 0) return null;
  return (
    <ul className={FINDINGS} aria-label="Findings">
      {findings.slice(0, MOST).map(({ line, text, tone }) => (
        <Finding
          key={`${line} ${text}`}
          icon={tone === "error" ? "xCircle" : "info"}
          isBad={tone === "error"}
          why={<span className="tabular-nums">line {grouped(line)}</span>}
        >
          <bdi>{text}</bdi>
        </Finding>
      ))}
      {findings.length > MOST && (
        <li className="py-1.5 text-small">and {grouped(findings.length - MOST)} more</li>
      )}
    </ul>
  );
}
