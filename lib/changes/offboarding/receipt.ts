import "server-only";
import type { Offboarding } from "#lib/changes/offboarding/schema.ts";
import { csvLine } from "#lib/core/csv.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** An offboarding as CSV: a line for each removal, item of the checklist, list not reached and secret to rotate. */
export function offboardingCsv(it: Offboarding): string {
  const lines = [
    csvLine(["person", "e-mail", "part", "what", "vendor", "state", "when", "by", "reason"]),
    ...it.handovers.map((handover) =>
      csvLine([
        it.label,
        it.email,
        "handed over",
        `${handover.teamName} to ${handover.to}`,
        "",
        handover.outcome,
        "",
        it.createdBy,
        handover.reason,
      ]),
    ),
    ...it.removals.map((removal) =>
      csvLine([
        it.label,
        it.email,
        "removal",
        removal.teamName,
        VENDOR_FACTS[removal.vendor].name,
        removal.state,
        removal.confirmedAt,
        it.createdBy,
        removal.reason,
      ]),
    ),
    ...it.unreached.map(({ name, reason }) =>
      csvLine([it.label, it.email, "not reached before", name, "", "", it.createdAt, "", reason]),
    ),
    ...it.checklist.map((item) =>
      csvLine([
        it.label,
        it.email,
        "by hand",
        item.words,
        "",
        item.doneAt ? "done" : "open",
        item.doneAt,
        item.doneBy,
      ]),
    ),
    ...it.foundAgain.map(({ what, words }) =>
      csvLine([it.label, it.email, "looked at again", words, "", what, it.lookedAgainAt]),
    ),
    ...it.secrets.map((secret) =>
      csvLine([
        it.label,
        it.email,
        "secret",
        `${secret.name} in ${secret.teamName}`,
        "",
        secret.isRotated ? "rotated since" : "to be rotated",
        secret.rotatedAt ?? secret.modifiedAt,
      ]),
    ),
  ];
  return `\uFEFF${lines.join("")}`;
}
