import type { FieldErrors, WireError } from "#lib/errors.ts";

/** A refused or failed call as the browser sees it. `errorWords(failure.error)` has the sentence. */
export class ActionFailure extends Error {
  readonly error: WireError;

  constructor(error: WireError) {
    super(error.code);
    this.name = "ActionFailure";
    this.error = error;
  }
}

/** What the browser says when the request itself did not arrive. */
export const unreachable = (): ActionFailure =>
  new ActionFailure({
    code: "INTERNAL",
    reason: "Rollcall could not be reached. Check your connection and try again.",
  });

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
