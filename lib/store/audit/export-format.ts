import { createHash, type Hash } from "node:crypto";
import { z } from "zod";
import type { WalkedEvent } from "./chain-walk.ts";

/**
 * An export of the audit log, a JSON object a line: what it is, the events oldest first, and a signed last line over all
 * lines before it. A part says which numbers it leaves out. Lines of events alone are taken too: as a stream delivered
 * them, they can be checked without the two others.
 */
export const EXPORT_TYPE = "rollcall-audit-export/1";
export const EXPORT_END = "rollcall-audit-export-end/1";

const text = z.string().max(10_000);
export const exportHeadSchema = z.object({
  type: z.literal(EXPORT_TYPE),
  at: text,
  instance: text,
  publicKey: text,
  /** Whether events were left out, by a filter or because the viewer may not see them. */
  partial: z.boolean(),
  filter: z.record(z.string(), z.unknown()).optional(),
});
export const exportEndSchema = z.object({
  type: z.literal(EXPORT_END),
  events: z.number().int(),
  /** SHA-256 over the lines before this one, each with its line end, in hex. */
  digest: z.string(),
  /** The newest event of the whole log when the export began. */
  head: z.object({ seq: z.number().int(), hash: z.string() }),
  publicKey: text,
  signature: text,
  /** Why Rollcall did not sign it: what is not as it was written. */
  unsigned: text.optional(),
});
const skippedSchema = z.object({ skipped: z.object({ from: z.number().int(), to: z.number().int() }) });
const eventSchema = z.object({
  seq: z.number().int().min(1),
  id: z.string(),
  body: z.string(),
  personal: z.string().nullable(),
  withheld: z.literal(true).optional(),
  prev_hash: z.string(),
  hash: z.string(),
});

export type ExportHead = z.infer<typeof exportHeadSchema>;
export type ExportEnd = z.infer<typeof exportEndSchema>;
export type ExportLine =
  | { kind: "head"; head: ExportHead }
  | { kind: "event"; event: WalkedEvent }
  | { kind: "skipped"; from: number; to: number }
  | { kind: "end"; end: ExportEnd }
  | { kind: "bad" };

/** One line of an export. */
export function parseLine(line: string): ExportLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { kind: "bad" };
  }
  const event = eventSchema.safeParse(value);
  if (event.success) return { kind: "event", event: event.data as WalkedEvent };
  const skipped = skippedSchema.safeParse(value);
  if (skipped.success) return { kind: "skipped", ...skipped.data.skipped };
  const end = exportEndSchema.safeParse(value);
  if (end.success) return { kind: "end", end: end.data };
  const head = exportHeadSchema.safeParse(value);
  return head.success ? { kind: "head", head: head.data } : { kind: "bad" };
}

/** An event as a line without its end: all that a verifier needs, and nothing that is made for searching. */
export const eventLine = ({ seq, id, body, personal, prev_hash, hash }: WalkedEvent): string =>
  JSON.stringify({ seq, id, body, personal, prev_hash, hash });

/** The running digest of an export's lines. */
export class LineDigest {
  readonly #hash: Hash = createHash("sha256");
  add(line: string): void {
    this.#hash.update(`${line}\n`, "utf8");
  }
  value(): string {
    return this.#hash.copy().digest("hex");
  }
}
