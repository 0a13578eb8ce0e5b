"use client";

import type { ReactNode } from "react";
import { Icon } from "#components/ui/icon.tsx";
import type { LineFinding, Reading } from "#lib/changes/intake/schema.ts";

const ICONS = { ok: "check", quiet: "dash", bad: "xCircle" } as const;
const number = (count: number): string => count.toLocaleString("en");

/** One finding a line, what is wrong first. `choose` adds a line's own controls. */
export function LineFindings({
  reading,
  choose,
}: {
  reading: Reading;
  choose?: (finding: LineFinding) => ReactNode;
}) {
  const { findings, findingTotal } = reading;
  if (findings.length === 0) return null;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by keyboard */}
      <ul className="findings findings-long" aria-label="Findings" tabIndex={0}>
        {findings.map((finding) => (
          <li
            key={`${finding.line}-${finding.index ?? finding.words}`}
            className={finding.tone === "bad" ? "is-bad" : undefined}
          >
            <Icon name={ICONS[finding.tone]} />
            <span className="finding-line">
              <span className="num">{finding.line}</span>
              <bdi className="clip" title={finding.text}>
                {finding.text}
              </bdi>
            </span>
            <span className="why">{finding.words}</span>
            {choose?.(finding)}
          </li>
        ))}
      </ul>
      {findingTotal > findings.length && (
        <p className="hint">
          The first {number(findings.length)} of {number(findingTotal)} findings, what is wrong first.
        </p>
      )}
    </>
  );
}
