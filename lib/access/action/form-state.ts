import type { WireError } from "#lib/core/errors.ts";

/** The state of a form whose action answers with it: what to keep in its fields, and what was wrong. */
export type FormState = {
  values: Readonly<Record<string, string>>;
  error?: WireError;
  /** Grows with every answer, so that the same error twice is seen as new. */
  answers: number;
  isDone?: boolean;
};

export const EMPTY_FORM: FormState = { values: {}, answers: 0 };
