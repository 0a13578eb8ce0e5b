"use client";

import { useState } from "react";
import { ScopeFields } from "#components/tokens/scope-fields.tsx";
import { TokenLimit } from "#components/tokens/token-limit.tsx";
import { TokenShown } from "#components/tokens/token-shown.tsx";
import { Button } from "#components/ui/button.tsx";
import { Choice, ChoiceOption } from "#components/ui/choice.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { Note } from "#components/ui/note.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { fieldsOf } from "#lib/access/action/zod-fields.ts";
import { createTokenAction } from "#lib/access/tokens/actions.ts";
import { DAYS_OFFERED, DEFAULT_DAYS, type Scope } from "#lib/access/tokens/constants.ts";
import { createTokenSchema } from "#lib/access/tokens/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import type { FieldErrors } from "#lib/core/errors.ts";
import type { Granted } from "#lib/core/limits.ts";
import type { TokenKind } from "#lib/core/permissions.ts";

const KINDS: readonly { value: TokenKind; label: string }[] = [
  { value: "user", label: "Program" },
  { value: "agent", label: "Agent: can only ask" },
];

/** A new token, which ends by showing it once. */
export function TokenDialog({ scopes, onClose }: { scopes: readonly Scope[]; onClose: () => void }) {
  const [name, setName] = useState("");
  const [kind, setKind] = useState<TokenKind>("user");
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
      ...{ name, kind, days, scopes: [...chosen] },
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
      lede="A program with it does what you may do, as far as its scopes and its limit go."
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
      <Choice legend="Kind">
        {KINDS.map(({ value, label }) => (
          <ChoiceOption
            key={value}
            name="kind"
            value={value}
            checked={kind === value}
            onChange={() => setKind(value)}
          >
            {label}
          </ChoiceOption>
        ))}
      </Choice>
      {kind === "agent" && (
        <p className="text-small text-muted">
          What it asks for waits under Approvals until a person decides, also where nothing else needs
          approval.
        </p>
      )}
      <ScopeFields offered={scopes} chosen={chosen} error={errors.scopes?.[0]} onChange={setChosen} />
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
