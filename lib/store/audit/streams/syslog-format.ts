import "server-only";
import { hostname } from "node:os";
import { VERSION } from "#lib/core/version.ts";
import { eventLine } from "../export-format.ts";
import type { ChainedEvent } from "../rows.ts";

/** Facility 13, "log audit". */
const FACILITY = 13;
const SEVERITY: Partial<Record<ChainedEvent["outcome"], number>> = {
  failed: 4,
  unknown: 4,
  running: 6,
  skipped: 6,
};
const NOTICE = 5;
/** Rollcall has no enterprise number of its own: this is the one set aside for documentation (RFC 5612). */
const SD_ID = "rollcall@32473";
/** The largest that `meta` may count to (RFC 5424, 7.3.1). */
const MAX_SEQUENCE = 2_147_483_647;
const BOM = "\uFEFF";

/** A value of structured data: `"`, `\` and `]` escaped (RFC 5424, 6.3.3), without line breaks and control characters. */
export const sdValue = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, " ")
    .replaceAll(/["\\\]]/g, "\\$&");

/** A header field: printable ASCII without spaces, at most so long; "-" for nothing. */
const field = (text: string, most: number): string =>
  text.replaceAll(/[^\x21-\x7e]/g, "").slice(0, most) || "-";

const params = (given: Record<string, string | number | null>): string =>
  Object.entries(given)
    .flatMap(([name, value]) => (value === null ? [] : [` ${name}="${sdValue(String(value))}"`]))
    .join("");

/**
 * An event as a message of RFC 5424. The structured data says what it is; the text is the line that an export has, so
 * that a collector's copy can be verified. Where it would be longer than `maxBytes` the text is cut, and said to be.
 */
export function syslogMessage(event: ChainedEvent, maxBytes: number): Buffer {
  const severity = SEVERITY[event.outcome] ?? NOTICE;
  const head = [
    `<${FACILITY * 8 + severity}>1`,
    event.at,
    field(hostname(), 255),
    "rollcall",
    process.pid,
    field(event.action, 32),
  ].join(" ");
  const line = Buffer.from(BOM + eventLine(event), "utf8");
  const said = (isCut: boolean): Buffer =>
    Buffer.from(
      `${head} [${SD_ID}${params({
        seq: event.seq,
        hash: event.hash,
        action: event.action,
        outcome: event.outcome,
        actor: event.actor,
        connection: event.connection_id,
        team: event.team_id,
        change: event.change_id,
        batch: event.batch_id,
        cut: isCut ? "1" : null,
      })}][meta${params({ sequenceId: ((event.seq - 1) % MAX_SEQUENCE) + 1 })}][origin${params({
        software: "rollcall",
        swVersion: VERSION,
      })}] `,
      "utf8",
    );
  const whole = said(false);
  if (whole.length + line.length <= maxBytes) return Buffer.concat([whole, line]);
  const short = said(true);
  return Buffer.concat([short, cut(line, Math.max(0, maxBytes - short.length))]);
}

/** So many bytes of UTF-8, ending between two characters. */
function cut(bytes: Buffer, most: number): Buffer {
  let end = Math.min(most, bytes.length);
  while (end > 0 && end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}

/** Octet counting (RFC 6587, 3.4.1; RFC 5425): the length in bytes, a space, the message. */
export const framed = (message: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${message.length} `), message]);
