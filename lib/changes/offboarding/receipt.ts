import "server-only";
import type { Offboarding, OffboardingReceiptLine } from "#lib/changes/offboarding/schema.ts";
import { csvLine } from "#lib/core/csv.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** A line for each handover, removal, place where they still are, list not reached, item of the checklist, finding and secret to rotate. */
export const receiptLines = (it: Offboarding): OffboardingReceiptLine[] => [
  ...it.handovers.map(
    ({ teamName, to, outcome, reason }): OffboardingReceiptLine => ({
      part: "handed over",
      what: `${teamName} to ${to}`,
      state: outcome,
      by: it.createdBy,
      reason,
    }),
  ),
  ...it.removals.map(
    ({ teamName, vendor, state, confirmedAt, reason }): OffboardingReceiptLine => ({
      part: "removal",
      what: teamName,
      vendor: VENDOR_FACTS[vendor].name,
      state,
      when: confirmedAt,
      by: it.createdBy,
      reason,
    }),
  ),
  ...it.stillIn.map(
    ({ teamName, vendor, role, reason }): OffboardingReceiptLine => ({
      part: "still in",
      what: teamName,
      vendor: VENDOR_FACTS[vendor].name,
      state: role,
      reason,
    }),
  ),
  ...it.unreached.map(
    ({ name, reason }): OffboardingReceiptLine => ({
      part: "not reached before",
      what: name,
      when: it.createdAt,
      reason,
    }),
  ),
  ...it.checklist.map(
    ({ words, doneAt, doneBy }): OffboardingReceiptLine => ({
      part: "by hand",
      what: words,
      state: doneAt ? "done" : "open",
      when: doneAt,
      by: doneBy,
    }),
  ),
  ...it.foundAgain.map(
    ({ what, words }): OffboardingReceiptLine => ({
      part: "looked at again",
      what: words,
      state: what,
      when: it.lookedAgainAt,
    }),
  ),
  ...it.secrets.map(
    ({ name, teamName, isRotated, rotatedAt, modifiedAt }): OffboardingReceiptLine => ({
      part: "secret",
      what: `${name} in ${teamName}`,
      state: isRotated ? "rotated since" : "to be rotated",
      when: rotatedAt ?? modifiedAt,
    }),
  ),
];

/** An offboarding as CSV. */
export function offboardingCsv(it: Offboarding): string {
  const lines = [
    csvLine(["person", "e-mail", "part", "what", "vendor", "state", "when", "by", "reason"]),
    ...receiptLines(it).map(({ part, what, vendor, state, when, by, reason }) =>
      csvLine([it.label, it.email, part, what, vendor, state, when, by, reason]),
    ),
  ];
  return `\uFEFF${lines.join("")}`;
}
