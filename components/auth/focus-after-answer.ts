import type { FormState } from "#lib/access/action/form-state.ts";

/** Puts the focus where the answer asks for work: the first wrong field, else the password that is to be typed again. */
export function focusAfterAnswer(form: HTMLFormElement | null, state: FormState): void {
  if (!form || !state.error) return;
  const next =
    form.querySelector<HTMLInputElement>("[aria-invalid=true]") ??
    form.querySelector<HTMLInputElement>("input[type=password]");
  next?.focus();
}
