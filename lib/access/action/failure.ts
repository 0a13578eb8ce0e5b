import type { FieldErrors, WireError } from "#lib/core/errors.ts";

/** A refused or failed call as the browser sees it. `errorWords(failure.error)` has the sentence. */
export class ActionFailure extends Error {
  readonly error: WireError;
  /** No answer came, or something in place of one: what was asked for may have been done. */
  readonly isLost: boolean;

  constructor(error: WireError, { isLost = false } = {}) {
    super(error.code);
    this.name = "ActionFailure";
    this.error = error;
    this.isLost = isLost;
  }
}

/** What went wrong, of whatever was thrown. */
export const wireErrorOf = (failure: unknown): WireError =>
  failure instanceof ActionFailure ? failure.error : { code: "INTERNAL" };

/** What the browser says when no answer of Rollcall came. */
export const unreachable = (): ActionFailure =>
  new ActionFailure(
    { code: "INTERNAL", reason: "Rollcall could not be reached. Check your connection and try again." },
    { isLost: true },
  );

/** The same for a call that asks for something to be done: it may have been, and only the answer was lost. */
export const noAnswer = (isSafeAgain: boolean): ActionFailure =>
  new ActionFailure(
    {
      code: "INTERNAL",
      reason: isSafeAgain
        ? "No answer came from Rollcall. Try again: nothing happens twice."
        : "No answer came from Rollcall. It may have been done all the same: look before you try again.",
    },
    { isLost: true },
  );

/** Answers after which something may have been done all the same. */
const MAY_BE_DONE: readonly WireError["code"][] = ["INTERNAL", "STORE_UNAVAILABLE"];

/** Whether what was asked for may have been done although the call failed. */
export const mayBeDone = (failure: unknown): boolean =>
  !(failure instanceof ActionFailure) || failure.isLost || MAY_BE_DONE.includes(failure.error.code);

/** Flattens validation errors (`{ a: { b: { _errors } } }`) to `{ "a.b": [...] }`; the form's own are under "". */
export function fieldErrorsOf(formatted: unknown): FieldErrors {
  const found: [string, string[]][] = [];
  const walk = (node: unknown, path: string): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === "_errors" && Array.isArray(value)) {
        const messages = value.filter((message): message is string => typeof message === "string");
        if (messages.length > 0) found.push([path, messages]);
      } else walk(value, path === "" ? key : `${path}.${key}`);
    }
  };
  walk(formatted, "");
  return Object.fromEntries(found);
}
