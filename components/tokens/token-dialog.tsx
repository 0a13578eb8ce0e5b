"use client";

import { useState } from "react";
import { TokenLimit } from "#components/tokens/token-limit.tsx";
import { TokenShown } from "#components/tokens/token-shown.tsx";
import { Button } from "#components/ui/button.tsx";
import { CheckField } from "#components/ui/check-field.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FieldNote } from "#components/ui/field-note.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { Note } from "#components/ui/note.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { fieldsOf } from "#lib/access/action/zod-fields.ts";
import { createTokenAction } from "#lib/access/tokens/actions.ts";
import { DAYS_OFFERED, DEFAULT_DAYS, SCOPE_WORDS, type Scope } from "#lib/access/tokens/constants.ts";
import { createTokenSchema } from "#lib/access/tokens/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import type { FieldErrors } from "#lib/core/errors.ts";
import type { Granted } from "#lib/core/limits.ts";

/** A new token, which ends by showing it once. */
export function TokenDialog({ scopes, onClose }: { scopes: readonly Scope[]; onClose: () => void }) {
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<Scope>>(new Set());
  const [days, setDays] = useState<number>(DEFAULT_DAYS);
  const [limit, setLimit] = useState<readonly Granted[] | null>(null);
  const [errors, setErrors] = useState<FieldErrors>({});
  const creating = useActionMutation(createTokenAction, {
    onError: (failure) => setErrors(failure.error.fields ?? {}),
  });
  if (creating.data) return <TokenShown made={creating.data} onClose={onClose} />;
  const submit = () => {
    if (creating.isPending) return;
    const checked = createTokenSchema.safeParse({
      ...{ name, days, scopes: [...chosen] },
      limit: limit && [...limit],
    });
    setErrors(checked.success ? {} : fieldsOf(checked.error));
    if (checked.success) creating.mutate(checked.data);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="New token"
      lede="A program with it reads what you may read, as far as its scopes and its limit go."
      onSubmit={submit}
      footer={
        <>
          <FootNote />
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" type="submit" pending={creating.isPending}>
            Create token
          </Button>
        </>
      }
    >
      <TextField
        label="Name"
        value={name}
        autoComplete="off"
        data-1p-ignore
        data-lpignore="true"
        hint="What uses it: stands in the activity beside your own."
        error={errors.name?.[0]}
        onChange={(event) => setName(event.target.value)}
      />
      <fieldset className="flex flex-col gap-2" aria-describedby={errors.scopes ? "scopes-note" : undefined}>
        <legend className="mb-1.5">Scopes</legend>
        {scopes.map((scope) => (
          <CheckField
            key={scope}
            label={SCOPE_WORDS[scope].label}
            hint={SCOPE_WORDS[scope].hint}
            checked={chosen.has(scope)}
            onChange={(isChecked) => {
              const next = new Set(chosen);
              if (isChecked) next.add(scope);
              else next.delete(scope);
              setChosen(next);
            }}
          />
        ))}
        <FieldNote id="scopes-note" error={errors.scopes?.[0]} />
      </fieldset>
      <TokenLimit granted={limit} onChange={setLimit} />
      <SelectField
        label="Ends"
        value={days}
        error={errors.days?.[0]}
        onChange={({ target }) => setDays(Number(target.value))}
      >
        {DAYS_OFFERED.map((offered) => (
          <option key={offered} value={offered}>
            {offered === 365 ? "After a year" : `After ${offered} days`}
          </option>
        ))}
      </SelectField>
      {creating.error && !creating.error.error.fields && (
        <Note tone="danger">{errorWords(creating.error.error, { subject: "This token" })}</Note>
      )}
    </Dialog>
  );
}
