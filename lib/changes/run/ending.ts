import "server-only";
import { isVendorError } from "#lib/changes/kinds/shared.ts";
import { NotCounted } from "#lib/changes/run/claim.ts";
import type { Description, Ending } from "#lib/changes/types.ts";
import { type AppError, ERROR_CODES, type ErrorCode } from "#lib/core/errors.ts";
import { logError } from "#lib/core/log.ts";
import { LeaseLost } from "#lib/store/db/lease.ts";

const REASON_LENGTH = 300;

const isAppError = (error: unknown): error is AppError =>
  error instanceof Error && "code" in error && (ERROR_CODES as readonly unknown[]).includes(error.code);

/** Whether a failed attempt certainly changed nothing. A fault of our own may have come after the call. */
export const wasHarmless = (error: unknown): boolean =>
  isVendorError(error) ? error.effect === "none" : isAppError(error) && !isStoreError(error);

const isStoreError = (error: AppError): boolean =>
  error.code === "STORE_UNAVAILABLE" || error.code === "INTERNAL";

/** The lease went to another process, which now says how the change ends. */
export const isLeaseLost = (error: unknown): boolean => error instanceof LeaseLost;

/** Nothing more was sent, and this is no end: the change is taken up again, here or elsewhere. */
export const isUnsettled = (error: unknown): boolean => isLeaseLost(error) || error instanceof NotCounted;

/** The code and plain reason of a failure; what is unknown is logged and becomes INTERNAL. */
function failureWords(error: unknown): { code: ErrorCode; reason?: string } {
  if (isAppError(error)) {
    const reason = error.reason?.slice(0, REASON_LENGTH);
    return { code: error.code, ...(reason ? { reason } : {}) };
  }
  return { code: "INTERNAL", reason: `Reference ${logError(error, { at: "change" })}` };
}

/** An ending as failed, in the kind's own words where it has some for the code. */
export function failed(
  error: unknown,
  words?: { refusalReason?(code: ErrorCode, description: Description): string | undefined },
  description?: Description,
): Ending {
  const { code, reason } = failureWords(error);
  const own = isVendorError(error) && description && words?.refusalReason?.(code, description);
  const said = own || reason;
  return { state: "failed", code, ...(said ? { reason: said } : {}) };
}

/** An ending as unknown: the vendor gave no answer, and a read-back could not tell. */
export function unknown(error: unknown, reason?: string): Ending {
  const words = failureWords(error);
  const said = reason ?? words.reason;
  return { state: "unknown", code: words.code, ...(said ? { reason: said } : {}) };
}
