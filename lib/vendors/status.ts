import "server-only";
import type { ErrorCode } from "#lib/core/errors.ts";
import type { Effect } from "./port.ts";
import { redactReason } from "./redact.ts";

/** What an HTTP status of a vendor means: our code, whether a write may have happened, whether a read may be tried again. */
export type StatusMeaning = { code: ErrorCode; writeEffect: Effect; transient: boolean };

const refused = (code: ErrorCode): StatusMeaning => ({ code, writeEffect: "none", transient: false });
const lost = (code: ErrorCode): StatusMeaning => ({ code, writeEffect: "unknown", transient: true });

const TABLE: Readonly<Record<number, StatusMeaning>> = {
  400: refused("VENDOR_REFUSED"),
  401: refused("VENDOR_TOKEN_REFUSED"),
  403: refused("VENDOR_FORBIDDEN"),
  404: refused("VENDOR_NOT_FOUND"),
  // The vendor or a proxy gave up waiting: the work may still have been done.
  408: lost("VENDOR_TIMEOUT"),
  409: refused("VENDOR_CONFLICT"),
  410: refused("VENDOR_NOT_FOUND"),
  422: refused("VENDOR_REFUSED"),
  429: refused("VENDOR_RATE_LIMITED"),
  499: lost("VENDOR_TIMEOUT"),
  504: lost("VENDOR_TIMEOUT"),
};

/** The vendor's own code that is more precise than a 400 or 422. */
const VENDOR_CODES: ReadonlyMap<string, ErrorCode> = new Map(
  Object.entries({
    CONFLICT: "VENDOR_CONFLICT",
    UNAUTHORIZED: "VENDOR_TOKEN_REFUSED",
    FORBIDDEN: "VENDOR_FORBIDDEN",
    NOT_FOUND: "VENDOR_NOT_FOUND",
  } as const),
);

/** The meaning of a status that is not the operation's success, with what the error's body adds to it. */
export function meaningOf(vendor: string, status: number, said: VendorWords = {}): StatusMeaning {
  const known = TABLE[status];
  if (known && (status === 400 || status === 422)) {
    const finer = said.vendorCode === undefined ? undefined : VENDOR_CODES.get(said.vendorCode);
    if (finer) return refused(finer);
    if (vendor === "gitbook" && /\bname is already taken\b/i.test(said.reason ?? "")) {
      return refused("VENDOR_CONFLICT");
    }
  }
  if (known) return known;
  if (status >= 500) return lost("VENDOR_UNAVAILABLE");
  if (status >= 400) return refused("VENDOR_REFUSED");
  // A redirect, which is never followed, or a success that the operation does not have.
  return { code: "VENDOR_BAD_ANSWER", writeEffect: "unknown", transient: false };
}

export type VendorWords = { reason?: string | undefined; vendorCode?: string | undefined };

/** The vendor's reason and code out of an error's body, in both vendors' shapes; empty when there is none. */
export function wordsOf(body: unknown, secrets: readonly string[]): VendorWords {
  if (!isRecord(body)) return {};
  const inner = isRecord(body.error) ? body.error : body;
  const message = typeof inner.message === "string" ? inner.message : undefined;
  const parts = [message, ...issuesOf(inner)].filter((part) => part !== undefined);
  const code = typeof inner.code === "string" ? redactReason(inner.code, secrets)?.slice(0, 64) : undefined;
  return {
    reason: parts.length > 0 ? redactReason(parts.join(" · "), secrets) : undefined,
    vendorCode: code,
  };
}

/** Whether a body that came with a success is an error all the same. */
export function isErrorBody(body: unknown): boolean {
  if (!isRecord(body)) return false;
  if (isRecord(body.error) || typeof body.error === "string") return true;
  const hasCode = typeof body.code === "string" || typeof body.code === "number";
  return hasCode && typeof body.message === "string";
}

function issuesOf(body: Record<string, unknown>): string[] {
  const list = Array.isArray(body.issues)
    ? body.issues
    : isRecord(body.details) && Array.isArray(body.details.issues)
      ? body.details.issues
      : [];
  return list
    .slice(0, 3)
    .flatMap((issue: unknown) =>
      isRecord(issue) && typeof issue.message === "string" ? [issue.message] : [],
    );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
