"use client";

import { useActionState, useEffect, useRef } from "react";
import { focusAfterAnswer } from "#components/auth/focus-after-answer.ts";
import { Block } from "#components/ui/block.tsx";
import { Button } from "#components/ui/button.tsx";
import { SETTINGS_FORM } from "#components/ui/form-classes.ts";
import { Note } from "#components/ui/note.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { EMPTY_FORM } from "#lib/access/action/form-state.ts";
import { changePasswordAction } from "#lib/access/users/actions.ts";
import { errorWords } from "#lib/core/error-words.ts";

export function ChangePassword({ email, minLength }: { email: string; minLength: number }) {
  const [state, dispatch, isPending] = useActionState(changePasswordAction, EMPTY_FORM);
  const form = useRef<HTMLFormElement>(null);
  const toast = useToast();
  useEffect(() => {
    focusAfterAnswer(form.current, state);
    if (state.isDone) toast({ title: "Your password is changed; your other sessions have ended" });
  }, [state, toast]);
  const errors = state.error?.fields;
  return (
    <Block title="Password" titleId="password-heading">
      <form ref={form} className={SETTINGS_FORM} action={dispatch} noValidate>
        {state.error && !errors && (
          <Note key={state.answers} tone="danger" hasIcon={false}>
            {errorWords(state.error)}
          </Note>
        )}
        {/* For the password manager: whose password this is. */}
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        <TextField
          name="currentPassword"
          label="Current password"
          type="password"
          autoComplete="current-password"
          error={errors?.currentPassword?.[0]}
        />
        <TextField
          name="newPassword"
          label="New password"
          type="password"
          autoComplete="new-password"
          error={errors?.newPassword?.[0]}
          hint={`At least ${minLength} characters. Your other sessions end.`}
        />
        <Button type="submit" variant="primary" size="lg" pending={isPending}>
          Change password
        </Button>
      </form>
    </Block>
  );
}
