import { oneLine } from "#lib/core/one-line.ts";
import type { ComingKind, ComingRow } from "./schema.ts";

/** What a calendar says where it was not asked for names. */
const NAMELESS: Record<ComingKind, string> = {
  batch: "Scheduled changes",
  end: "A role ends",
  review: "A review is due",
  secret: "A secret is due",
};

const utc = (iso: string): string => iso.replaceAll(/[-:]|\.\d+/g, "");
/** Names are a stranger's: some programs begin a line at any sign that could end one. */
const escaped = (text: string): string =>
  oneLine(text, MOST_SIGNS).replaceAll(/[\\;,]/g, (sign) => `\\${sign}`);
const MOST_SIGNS = 500;

/** Bytes that a line of a calendar has at most; what is longer goes on in the next one, after a space. */
const LINE_BYTES = 75;

/** A content line as RFC 5545 folds it: never within a character. */
function folded(line: string): string {
  const lines: string[] = [];
  let now = "";
  let bytes = 0;
  for (const sign of line) {
    const size = Buffer.byteLength(sign);
    if (bytes + size > LINE_BYTES) {
      lines.push(now);
      now = " ";
      bytes = 1;
    }
    now += sign;
    bytes += size;
  }
  return [...lines, now].join("\r\n");
}

/**
 * What comes up as a calendar (RFC 5545), in UTC. Without names an event says what kind of thing it is, and its link says
 * the rest to who may sign in. An event keeps its UID while its time changes.
 */
export function calendarOf(
  rows: readonly ComingRow[],
  { origin, withNames, nowIso }: { origin: string; withNames: boolean; nowIso: string },
): string {
  const events = rows.flatMap((row) => {
    const summary = withNames ? row.what : NAMELESS[row.kind];
    return [
      "BEGIN:VEVENT",
      `UID:${escaped(encodeURIComponent(row.key))}@${new URL(origin).hostname}`,
      `DTSTAMP:${utc(nowIso)}`,
      `DTSTART:${utc(row.at)}`,
      `SUMMARY:${escaped(`${row.held === undefined ? "" : "Held: "}${summary}`)}`,
      // The address of a secret is made of its name.
      ...(withNames || row.kind !== "secret"
        ? [`URL:${origin}${row.href}`]
        : [`URL:${origin}/secrets?due=due`]),
      "TRANSP:TRANSPARENT",
      "END:VEVENT",
    ];
  });
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Rollcall//Coming up//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    "X-WR-CALNAME:Rollcall",
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ...events,
    "END:VCALENDAR",
  ];
  return `${lines.map(folded).join("\r\n")}\r\n`;
}
