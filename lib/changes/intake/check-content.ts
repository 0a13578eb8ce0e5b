import { decodeText } from "./decode.ts";
import type { OnProgress } from "./lines.ts";
import { parseInvitees } from "./parse-invitees.ts";
import { parseRoster } from "./parse-roster.ts";
import type { UploadKind } from "./schema.ts";

/** What the browser knows of a file before it is sent. */
export type Checked = { lines: number; encoding: string } | { refused: string };

/** Reads a file's bytes as the server will. */
export async function checkContent(
  kind: UploadKind,
  bytes: Uint8Array,
  onProgress: OnProgress,
): Promise<Checked> {
  const decoded = decodeText(bytes);
  if ("refused" in decoded) return decoded;
  const parse = kind === "roster" ? parseRoster : parseInvitees;
  const parsed = await parse(decoded.text, onProgress);
  return "refused" in parsed ? parsed : { lines: parsed.lines.length, encoding: decoded.encoding };
}
