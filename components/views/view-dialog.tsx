"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { CheckField } from "#components/ui/check-field.tsx";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { Note } from "#components/ui/note.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { newSubmissionKey } from "#lib/access/action/submission-key.ts";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { fieldsOf } from "#lib/access/action/zod-fields.ts";
import { errorWords } from "#lib/core/error-words.ts";
import type { FieldErrors } from "#lib/core/errors.ts";
import { can, type Role } from "#lib/core/permissions.ts";
import { changeViewAction, saveViewAction } from "#lib/directory/views/actions.ts";
import type { ViewPage } from "#lib/directory/views/pages.ts";
import { viewKeys } from "#lib/directory/views/queries.ts";
import { changeViewSchema, saveViewSchema, type View } from "#lib/directory/views/schema.ts";

/** A list's filter under a name: a new one, or another name for one's own. */
export function ViewDialog({
  role,
  page,
  query,
  view,
  onClose,
}: {
  role: Role;
  page: ViewPage;
  query: string;
  view?: View;
  onClose: () => void;
}) {
  const toast = useToast();
  const queryClient = useQueryClient();
  const [key] = useState(() => newSubmissionKey());
  const [name, setName] = useState(view?.name ?? "");
  const [isShared, setShared] = useState(view?.isShared ?? false);
  const [own, setOwn] = useState<FieldErrors>();
  const done = {
    again: true as const,
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: viewKeys.all });
      toast({ title: <bdi>{`Saved the view ${name.trim()}`}</bdi> });
      onClose();
    },
  };
  const save = useActionMutation(saveViewAction, done);
  const change = useActionMutation(changeViewAction, done);
  const { isPending, error } = view ? change : save;
  const errors = own ?? error?.error.fields ?? {};
  const submit = () => {
    const checked = view?.id
      ? changeViewSchema.safeParse({ id: view.id, name, isShared })
      : saveViewSchema.safeParse({ page, query, name, isShared, key });
    setOwn(checked.success ? undefined : fieldsOf(checked.error));
    if (!checked.success) return;
    if (view?.id) change.mutate({ id: view.id, name, isShared });
    else save.mutate({ page, query, name, isShared, key });
  };
  return (
    <FormDialog
      title={view ? "Rename view" : "Save view"}
      lede="The search, the filters and the order of this list, under Views in the navigation."
      action="Save"
      pending={isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Name"
        value={name}
        autoComplete="off"
        maxLength={60}
        error={errors.name?.[0]}
        onChange={(event) => {
          setName(event.target.value);
          setOwn(undefined);
        }}
      />
      {can({ role }, "view.share") && (
        <CheckField
          label="Share with everybody"
          hint="Who is limited to some teams sees it where they see the team that it is about."
          checked={isShared}
          onChange={setShared}
        />
      )}
      {error && !error.error.fields && (
        <Note tone="danger">{errorWords(error.error, { subject: "This view" })}</Note>
      )}
    </FormDialog>
  );
}
