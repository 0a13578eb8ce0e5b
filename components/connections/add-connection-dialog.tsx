"use client";

import { useState } from "react";
import { TargetFields } from "#components/connections/target-fields.tsx";
import { TokenField } from "#components/connections/token-field.tsx";
import { HelpLink } from "#components/help/help-link.tsx";
import { Button } from "#components/ui/button.tsx";
import { Choice, ChoiceOption } from "#components/ui/choice.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { newSubmissionKey } from "#lib/access/action/submission-key.ts";
import { type ActionFailure, useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { errorWords } from "#lib/core/error-words.ts";
import type { FieldErrors } from "#lib/core/errors.ts";
import { checkTokenAction, createConnectionAction } from "#lib/directory/connections/actions.ts";
import { checkTokenSchema, createConnectionSchema } from "#lib/directory/connections/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import { VENDOR_IDS, type VendorId } from "#lib/vendors/ids.ts";
import type { TokenCheck } from "#lib/vendors/port.ts";

type Checked = { vendor: VendorId; token: string; check: TokenCheck };

const fieldErrors = (issues: readonly { path: PropertyKey[]; message: string }[]): FieldErrors => {
  const errors: FieldErrors = {};
  for (const { path, message } of issues) {
    const field = String(path[0] ?? "");
    errors[field] = [...(errors[field] ?? []), message];
  }
  return errors;
};

/** The words for a failed check: "GitBook refused this token" where that is what happened. */
export const tokenErrorWords = (failure: ActionFailure, vendor: VendorId): string => {
  const { name } = VENDOR_FACTS[vendor];
  if (failure.error.code === "VENDOR_TOKEN_REFUSED") return `${name} refused this token`;
  return failure.error.fields?.token?.[0] ?? errorWords(failure.error, { vendor: name });
};

/** Vendor and token, a check that says whose token it is, then what it shall open. Nothing is stored before "Save". */
export function AddConnectionDialog({
  onClose,
  onSaved,
}: {
  onClose: () => void;
  onSaved: (label: string) => void;
}) {
  const [key] = useState(() => newSubmissionKey());
  const [vendor, setVendor] = useState<VendorId>(VENDOR_IDS[0]);
  const [token, setToken] = useState("");
  const [checked, setChecked] = useState<Checked>();
  const [targetId, setTargetId] = useState("");
  const [label, setLabel] = useState<string>();
  const [errors, setErrors] = useState<FieldErrors>({});
  const facts = VENDOR_FACTS[vendor];
  const check = checked?.vendor === vendor && checked.token === token.trim() ? checked.check : undefined;
  const targets = check?.targets ?? [];
  const target = targets.find((one) => one.id === targetId);
  const shownLabel = label ?? target?.name ?? "";

  const checking = useActionMutation(checkTokenAction, {
    again: true,
    onSuccess: (found, asked) => {
      setChecked({ ...asked, token: asked.token.trim(), check: found });
      setTargetId(found.targets.length === 1 ? (found.targets[0]?.id ?? "") : "");
    },
  });
  const saving = useActionMutation(createConnectionAction, {
    again: true,
    onSuccess: (saved) => onSaved(saved.label),
    onError: (failure) => setErrors(failure.error.fields ?? {}),
  });
  const restart = () => {
    setErrors({});
    checking.reset();
    saving.reset();
  };
  const runCheck = () => {
    restart();
    const parsed = checkTokenSchema.safeParse({ vendor, token });
    if (!parsed.success) setErrors(fieldErrors(parsed.error.issues));
    else checking.mutate(parsed.data);
  };
  const save = () => {
    if (saving.isPending || checking.isPending) return;
    if (!check) return runCheck();
    restart();
    const parsed = createConnectionSchema.safeParse({ vendor, token, targetId, label: shownLabel, key });
    if (!parsed.success) setErrors(fieldErrors(parsed.error.issues));
    else saving.mutate(parsed.data);
  };
  const tokenError =
    errors.token?.[0] ?? (checking.error ? tokenErrorWords(checking.error, vendor) : undefined);
  const saveError =
    saving.error && !saving.error.error.fields ? tokenErrorWords(saving.error, vendor) : undefined;
  return (
    <Dialog
      open
      onClose={onClose}
      title="Add connection"
      aside={<HelpLink topic="tokens" isInDialog />}
      onSubmit={save}
      footer={
        <>
          <FootNote />
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          {check ? (
            <Button size="lg" variant="primary" type="submit" pending={saving.isPending}>
              Save connection
            </Button>
          ) : (
            <Button size="lg" variant="primary" type="submit" pending={checking.isPending}>
              Check token
            </Button>
          )}
        </>
      }
    >
      <Choice legend="Vendor">
        {VENDOR_IDS.map((id) => (
          <ChoiceOption
            key={id}
            name="vendor"
            value={id}
            checked={id === vendor}
            onChange={() => {
              setVendor(id);
              restart();
            }}
          >
            {VENDOR_FACTS[id].name}
          </ChoiceOption>
        ))}
      </Choice>
      <TokenField
        name="token"
        value={token}
        error={tokenError}
        hint={`${facts.tokenHelp} It is sealed before it is stored, and never shown again.`}
        onChange={(event) => {
          setToken(event.target.value);
          restart();
        }}
      />
      {check && (
        <TargetFields
          facts={facts}
          check={check}
          targetId={targetId}
          onTarget={setTargetId}
          label={shownLabel}
          onLabel={setLabel}
          errors={errors}
        />
      )}
      {saveError && (
        <p className="text-small text-danger" role="alert">
          {saveError}
        </p>
      )}
    </Dialog>
  );
}
