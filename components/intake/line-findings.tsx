"use client";

import type { ReactNode } from "react";
import { Finding, MANY_FINDINGS } from "#components/ui/finding.tsx";
import type { LineFinding, Reading } from "#lib/changes/intake/schema.ts";
import { grouped } from "#lib/core/grouped.ts";

const ICONS = { ok: "check", quiet: "dash", bad: "xCircle" } as const;

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
      <ul className={MANY_FINDINGS} aria-label="Findings" tabIndex={0}>
        {findings.map((finding) => (
          <Finding
            key={`${finding.line}-${finding.index ?? finding.words}`}
            icon={ICONS[finding.tone]}
            isBad={finding.tone === "bad"}
            isOfMany
            why={finding.words}
            choice={choose?.(finding)}
          >
            <span className="flex min-w-0 gap-2">
              <span className="min-w-[3ch] text-end text-muted tabular-nums">{finding.line}</span>
              <bdi className="clip" title={finding.text}>
                {finding.text}
              </bdi>
            </span>
          </Finding>
        ))}
      </ul>
      {findingTotal > findings.length && (
        <p className="text-small text-muted">
          The first {grouped(findings.length)} of {grouped(findingTotal)} findings, what is wrong first.
        </p>
      )}
    </>
  );
}
