"use client";

import { FINDINGS, Finding } from "#components/ui/finding.tsx";
import type { IconName } from "#components/ui/glyphs.ts";
import type { AddressFinding } from "#lib/directory/members/schema.ts";

const WORDS: Record<AddressFinding["finding"], string> = {
  "in-organization": "in the organization",
  "already-member": "already in the team",
  outside: "outside the organization, gets an invitation",
  duplicate: "named twice",
  "not-an-address": "not an e-mail address",
  "unknown-id": "nobody here has this id",
};
const ICONS: Record<AddressFinding["finding"], IconName> = {
  "in-organization": "check",
  "already-member": "dash",
  outside: "plus",
  duplicate: "dash",
  "not-an-address": "xCircle",
  "unknown-id": "xCircle",
};

/** Nothing can be sent while a line like this stands. */
export const isWrong = ({ finding }: AddressFinding): boolean =>
  finding === "not-an-address" || finding === "unknown-id";

/** One finding a line of what was typed. `reasons` by the text of a line: why it failed just now. */
export function Findings({
  findings,
  reasons,
}: {
  findings: readonly AddressFinding[];
  reasons?: ReadonlyMap<string, string>;
}) {
  return (
    <ul className={FINDINGS} aria-label="Findings">
      {findings.map((finding) => {
        const reason = reasons?.get(finding.text);
        const isBad = isWrong(finding) || reason !== undefined;
        return (
          <Finding
            key={finding.line}
            icon={reason ? "xCircle" : ICONS[finding.finding]}
            isBad={isBad}
            why={reason ?? WORDS[finding.finding]}
          >
            <bdi className="clip" title={finding.text}>
              {finding.name || finding.text}
            </bdi>
          </Finding>
        );
      })}
    </ul>
  );
}
