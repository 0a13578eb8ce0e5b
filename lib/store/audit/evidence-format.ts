import canonicalize from "canonicalize";
import { z } from "zod";
import { isSignedBy } from "./checkpoint-format.ts";

/**
 * The evidence of an access review as a file: JSON of three lines, so that the signed bytes can be taken out by any tool. The
 * first has the key and the signature, the second is the payload as canonical JSON (RFC 8785), which is what is signed.
 */
export const EVIDENCE_TYPE = "rollcall-review-evidence/1";

const headSchema = z.strictObject({
  type: z.literal(EVIDENCE_TYPE),
  /** Ed25519 public key and signature, base64url. */
  publicKey: z.string().regex(/^[\w-]{43}$/),
  signature: z.string().regex(/^[\w-]{86}$/),
});
const payloadSchema = z.looseObject({
  type: z.literal(EVIDENCE_TYPE),
  publicKey: z.string(),
  instance: z.string(),
  at: z.string(),
  review: z.looseObject({ id: z.string(), name: z.string(), state: z.string() }),
  people: z.array(z.looseObject({ decision: z.string().nullable() })),
  lists: z.array(z.looseObject({ isCovered: z.boolean() })),
});
export type EvidencePayload = z.infer<typeof payloadSchema>;

export type EvidenceVerdict =
  | { ok: true; payload: EvidencePayload; publicKey: string }
  | { ok: false; reason: string };

/** The file of a payload. `sign` signs its canonical JSON; base64url. */
export function evidenceFile(
  payload: { type: string; publicKey: string },
  sign: (said: object) => string,
): string {
  const head = { type: payload.type, publicKey: payload.publicKey, signature: sign(payload) };
  return `${JSON.stringify(head).slice(0, -1)},"payload":\n${canonicalize(payload)}\n}\n`;
}

/**
 * Whether a file of evidence is as it was signed, by the key whose public half is `publicKey`; without one, by the key that it
 * names itself. Needs the file alone.
 */
export function verifyEvidence(text: string, publicKey?: string): EvidenceVerdict {
  const [first = "", line = "", last = "", ...rest] = text.split("\n");
  const head = headSchema.safeParse(jsonOf(first.replace(/,"payload":$/, "}")));
  const payload = payloadSchema.safeParse(jsonOf(line));
  if (!head.success || !payload.success || last !== "}" || rest.join("") !== "")
    return { ok: false, reason: "this is no evidence of an access review, or it is damaged" };
  const key = publicKey ?? head.data.publicKey;
  if (head.data.publicKey !== key || payload.data.publicKey !== key)
    return { ok: false, reason: "it was signed by another key" };
  if (canonicalize(payload.data) !== line)
    return { ok: false, reason: "its second line is not the canonical JSON that was signed" };
  if (!isSignedBy(payload.data, head.data.signature, key))
    return { ok: false, reason: "the signature does not fit: something in it was changed" };
  return { ok: true, payload: payload.data, publicKey: key };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
