"use client";

import { type ReactNode, useActionState, useEffect, useRef } from "react";
import { EntryPage } from "#components/auth/entry-page.tsx";
import { focusAfterAnswer } from "#components/auth/focus-after-answer.ts";
import { Button } from "#components/ui/button.tsx";
import { Note } from "#components/ui/note.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { EMPTY_FORM, type FormState } from "#lib/access/action/form-state.ts";
import { errorWords } from "#lib/core/error-words.ts";

export type EntryField = {
  name: string;
  label: string;
  type: "text" | "email" | "password";
  autoComplete: string;
  inputMode?: "numeric";
  hint?: string;
};

/**
 * A page's one form for people who are not signed in. It posts to its action before hydration as well, so its fields
 * are the browser's own: what was typed early stays.
 */
export function EntryForm({
  action,
  title,
  lede,
  fields,
  hidden = {},
  submit,
  problem,
  below,
  footer,
}: {
  action: (previous: FormState, form: FormData) => Promise<FormState>;
  title: string;
  lede: ReactNode;
  fields: readonly EntryField[];
  hidden?: Readonly<Record<string, string>>;
  submit: string;
  /** What went wrong on the way here. */
  problem?: string | undefined;
  /** Stands under the form. */
  below?: ReactNode;
  footer?: ReactNode;
}) {
  const [state, dispatch, isPending] = useActionState(action, EMPTY_FORM);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => focusAfterAnswer(form.current, state), [state]);
  const errors = state.error?.fields;
  const isByField = fields.some((field) => errors?.[field.name]);
  return (
    <EntryPage title={title} lede={lede} footer={footer}>
      <form ref={form} className="flex flex-col gap-4" action={dispatch} noValidate>
        {state.error && !isByField && (
          // Keyed: the same words again are an announcement of their own.
          <Note key={state.answers} tone="danger">
            {errorWords(state.error)}
          </Note>
        )}
        {problem && !state.error && <Note tone="danger">{problem}</Note>}
        {Object.entries(hidden).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {fields.map((field) => (
          <TextField
            key={field.name}
            name={field.name}
            label={field.label}
            type={field.type}
            autoComplete={field.autoComplete}
            autoCapitalize="none"
            spellCheck={false}
            inputMode={field.inputMode}
            defaultValue={field.type === "password" ? undefined : (state.values[field.name] ?? "")}
            error={errors?.[field.name]?.[0]}
            hint={field.hint}
          />
        ))}
        <Button type="submit" variant="primary" size="lg" className="mt-1" pending={isPending}>
          {submit}
        </Button>
      </form>
      {below}
    </EntryPage>
  );
}
