/** Every code that may cross the wire. The browser has the words for each (`lib/core/error-words.ts`). */
export const ERROR_CODES = [
  // Rollcall's own
  "UNAUTHENTICATED", // no session, or it ended
  "FORBIDDEN", // the viewer's role does not allow it
  "INVALID_INPUT", // a field is wrong; `fields` says which
  "NOT_FOUND", // Rollcall has no such row
  "CONFLICT", // somebody else changed it meanwhile, or it exists already
  "KEY_REUSED", // the idempotency key was used with another payload
  "BRAKE", // a brake of a roster stands: nothing of its plan is applied
  "NEEDS_CONFIRMATION", // a risky change whose warnings were not acknowledged
  "PLAN_CHANGED", // a stored plan comes to something else by now
  "NOT_JSON", // a body of another type
  "TOO_LARGE", // a body that is longer than Rollcall takes
  "NOT_SUPPORTED", // the vendor has no such operation
  "LAST_ADMIN", // it would leave nobody who can manage
  "INTERRUPTED", // Rollcall was restarted in the middle of it
  "VALUE_LOST", // a secret's value is no longer in memory: it must be given again
  "TOO_MANY_ATTEMPTS", // sign-in is slowed down
  "STEP_UP_NEEDED", // the session has to prove again whose it is
  "TWO_FACTOR_NEEDED", // the role asks for two-factor, which is not set up
  "STORE_UNAVAILABLE", // the database cannot be written
  "INTERNAL", // anything unknown; carries a reference id
  // a vendor's answer
  "VENDOR_TOKEN_REFUSED", // 401: the token no longer works
  "VENDOR_FORBIDDEN", // 403: may read, may not change
  "VENDOR_NOT_FOUND", // 404: gone, or never there
  "VENDOR_CONFLICT", // 409, or a title that is taken
  "VENDOR_REFUSED", // 400, 422 and other 4xx, with the vendor's reason
  "VENDOR_RATE_LIMITED", // 429 for longer than we wait
  "VENDOR_UNAVAILABLE", // 5xx, connection refused or reset
  "VENDOR_TIMEOUT", // no answer in time
  "VENDOR_BAD_ANSWER", // not JSON, truncated, too large, or not the documented shape
  "VENDOR_LOOP", // paging went in circles
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Field name → messages in plain words. */
export type FieldErrors = Record<string, string[]>;

export type AppErrorOptions = {
  /** For the log only: never leaves the server. */
  detail?: string;
  /** The vendor's or our reason in plain words, redacted, at most 300 characters: crosses the wire. */
  reason?: string;
  fields?: FieldErrors;
  /** What a program is told besides: which risks it did not accept, which brakes stand. */
  more?: Readonly<Record<string, unknown>>;
  /** When a program may try again. */
  retryAfterSeconds?: number;
  cause?: unknown;
};

/** An error with a code. Code, reason and field errors go to the browser; detail and cause go to the log. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly reason: string | undefined;
  readonly fields: FieldErrors | undefined;
  readonly more: Readonly<Record<string, unknown>> | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.detail ? `${code}: ${options.detail}` : code, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.detail = options.detail;
    this.reason = options.reason;
    this.fields = options.fields;
    this.more = options.more;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** What crosses the wire for a failure. */
export type WireError = {
  code: ErrorCode;
  reason?: string;
  fields?: FieldErrors;
  /** With INTERNAL: the id that the log has too. */
  reference?: string;
};
