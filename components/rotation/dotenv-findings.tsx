import { Icon } from "#components/ui/icon.tsx";
import type { DotenvFinding } from "#lib/changes/rotation/dotenv.ts";

const MOST = 100;

/** What was found in an `.env` file, by line; never a value. */
export function DotenvFindings({ findings }: { findings: readonly DotenvFinding[] }) {
  if (findings.length === 0) return null;
  return (
    <ul className="findings" aria-label="Findings">
      {findings.slice(0, MOST).map(({ line, text, tone }) => (
        <li key={`${line} ${text}`} className={tone === "error" ? "is-bad" : undefined}>
          <Icon name={tone === "error" ? "xCircle" : "info"} />
          <bdi>{text}</bdi>
          <span className="why num">line {line.toLocaleString("en")}</span>
        </li>
      ))}
      {findings.length > MOST && <li>and {(findings.length - MOST).toLocaleString("en")} more</li>}
    </ul>
  );
}
