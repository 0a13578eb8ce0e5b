import type { ErrorCode, WireError } from "#lib/core/errors.ts";

/** What the sentence is about, where the caller knows it. */
export type ErrorContext = {
  /** The vendor's name: "GitBook". */
  vendor?: string | undefined;
  /** What was read or changed: "this team", a person's name. */
  subject?: string | undefined;
};

type Words = string | ((vendor: string, subject: string) => string);

const WORDS: Record<ErrorCode, Words> = {
  UNAUTHENTICATED: "You are signed out. Sign in again to go on.",
  FORBIDDEN: "Your role does not allow this. Ask an admin.",
  INVALID_INPUT: "Check what was entered and try again.",
  NOT_FOUND: (_, subject) => `${subject} is no longer here. Reload the page.`,
  CONFLICT: (_, subject) =>
    `${subject} was changed by somebody else meanwhile. Reload the page and try again.`,
  KEY_REUSED: "This was already sent with other content. Start again.",
  BRAKE: "A brake of this roster stops the plan.",
  NEEDS_CONFIRMATION: "Confirm the warnings first.",
  PLAN_CHANGED: "It comes to something else by now. Look at the plan again.",
  NOT_JSON: "Send it as JSON, with Content-Type: application/json.",
  TOO_LARGE: "This is more than Rollcall takes at once.",
  NOT_SUPPORTED: (vendor) => `${vendor} offers no way to do this.`,
  LAST_ADMIN: "This would leave nobody who can manage. Make somebody else an admin first.",
  INTERRUPTED: "Rollcall was restarted in the middle of this. Look at how it stands, then try again.",
  VALUE_LOST: "The value is no longer in memory. Give it again.",
  TOO_MANY_ATTEMPTS: "Too many attempts. Wait a little and try again.",
  STEP_UP_NEEDED: "Confirm that it is you, then try again.",
  TWO_FACTOR_NEEDED: "Your role asks for two-factor. Set it up first.",
  STORE_UNAVAILABLE: "Rollcall cannot write to its database right now. Nothing was changed.",
  INTERNAL: "Something went wrong in Rollcall.",
  VENDOR_TOKEN_REFUSED: (vendor) => `${vendor} refused the token. An admin can replace it under Connections.`,
  VENDOR_FORBIDDEN: (vendor) => `${vendor} does not allow this token to do that.`,
  VENDOR_NOT_FOUND: (vendor, subject) => `${subject} is no longer on ${vendor}.`,
  VENDOR_CONFLICT: (vendor) => `${vendor} says this exists already.`,
  VENDOR_REFUSED: (vendor) => `${vendor} refused this.`,
  VENDOR_RATE_LIMITED: (vendor) => `${vendor} is limiting requests. Try again in a few minutes.`,
  VENDOR_UNAVAILABLE: (vendor) => `${vendor} does not answer right now. Try again later.`,
  VENDOR_TIMEOUT: (vendor) => `${vendor} took too long to answer. Try again later.`,
  VENDOR_BAD_ANSWER: (vendor) => `${vendor} sent an answer that Rollcall could not read.`,
  VENDOR_LOOP: (vendor) => `${vendor} sent the same page again and again.`,
};

/** Whether it is one of the codes. In the browser the words know them: a list of codes besides would be loaded twice. */
export const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === "string" && Object.hasOwn(WORDS, code);

/** Codes whose reason is a whole sentence of ours; with a vendor's code it is the vendor's and gets quoted. */
const isVendorCode = (code: ErrorCode): boolean => code.startsWith("VENDOR_");

/** The sentence for an error, in plain words, with the vendor's reason where there is one. Safe in the browser. */
export function errorWords(error: WireError, context: ErrorContext = {}): string {
  const words = wordsFor(error, context);
  return error.reference ? `${words} Reference: ${error.reference}` : words;
}

function wordsFor(error: WireError, context: ErrorContext): string {
  const words = WORDS[error.code] ?? WORDS.INTERNAL;
  const sentence =
    typeof words === "string" ? words : words(context.vendor ?? "The vendor", context.subject ?? "This");
  if (error.reason) return isVendorCode(error.code) ? `${sentence} It said: “${error.reason}”` : error.reason;
  if (error.code === "INVALID_INPUT" && error.fields) {
    const first = Object.values(error.fields).flat()[0];
    if (first) return first;
  }
  return sentence;
}
