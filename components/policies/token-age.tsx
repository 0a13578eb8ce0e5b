"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { RULES_FORM } from "#components/ui/form-classes.ts";
import { Note } from "#components/ui/note.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { checked } from "#lib/access/action/checked.ts";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { setTokenDaysAction } from "#lib/directory/policies/actions.ts";

/** After how many days in the store a vendor's token is old, and is reminded of. */
export function TokenAge({ days }: { days: number }) {
  const router = useRouter();
  const toast = useToast();
  const [text, setText] = useState(String(days));
  const [wrong, setWrong] = useState<string>();
  const saving = useActionMutation(setTokenDaysAction, {
    onSuccess: ({ days: saved }) => {
      toast({ title: `Stored tokens are old after ${saved === 1 ? "1 day" : `${saved} days`}` });
      router.refresh();
    },
  });
  const save = async () => {
    if (saving.isPending) return;
    const { data, fields } = await checked(
      () => import("#lib/directory/policies/schema.ts").then((m) => m.setTokenDaysSchema),
      { days: text.trim() === "" ? "x" : text },
    );
    setWrong(fields?.days?.[0]);
    if (data) saving.mutate(data);
  };
  return (
    <form
      className={RULES_FORM}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>Stored tokens</h2>
      <TextField
        label="Days until a stored token is old"
        value={text}
        inputMode="numeric"
        autoComplete="off"
        hint="Connections says so, and webhooks are told once a week. Neither vendor says when a token was made: it counts from when it was stored."
        error={wrong ?? saving.error?.error.fields?.days?.[0]}
        onChange={(event) => setText(event.target.value)}
      />
      {saving.error && !saving.error.error.fields && (
        <Note tone="danger">{errorWords(saving.error.error)}</Note>
      )}
      <div>
        <Button type="submit" pending={saving.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
