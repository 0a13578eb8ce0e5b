"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { CheckField } from "#components/ui/check-field.tsx";
import { RULES_FORM } from "#components/ui/form-classes.ts";
import { Note } from "#components/ui/note.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { checked } from "#lib/access/action/checked.ts";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { setRulesAction } from "#lib/changes/approvals/actions.ts";
import type { ApprovalRule } from "#lib/changes/approvals/schema.ts";
import { CHANGE_KIND_WORDS } from "#lib/core/change-kind-words.ts";
import { CHANGE_KINDS, type ChangeKindName } from "#lib/core/change-names.ts";
import { errorWords } from "#lib/core/error-words.ts";
import type { FieldErrors } from "#lib/core/errors.ts";

/** Which changes need a second person, and from more than how many on. */
export function RulesForm({ rules, hours }: { rules: ApprovalRule[]; hours: number }) {
  const toast = useToast();
  const [above, setAbove] = useState(new Map(rules.map((rule) => [rule.kind, String(rule.above)])));
  const [wait, setWait] = useState(String(hours));
  const [errors, setErrors] = useState<FieldErrors>({});
  const saving = useActionMutation(setRulesAction, {
    again: true,
    onSuccess: ({ kinds }) =>
      toast({ title: kinds === 0 ? "Nothing needs approval" : "Saved what needs approval" }),
    onError: (failure) => setErrors(failure.error.fields ?? {}),
  });
  const chosen = CHANGE_KINDS.filter((kind) => above.has(kind));
  const save = async () => {
    if (saving.isPending) return;
    const given = { rules: chosen.map((kind) => ({ kind, above: above.get(kind) || "x" })), hours: wait };
    const { data, fields } = await checked(
      () => import("#lib/changes/approvals/schema.ts").then((m) => m.setRulesSchema),
      given,
    );
    setErrors(fields ?? {});
    if (data) saving.mutate(data);
  };
  const set = (kind: ChangeKindName, text: string | undefined) => {
    const next = new Map(above);
    if (text === undefined) next.delete(kind);
    else next.set(kind, text);
    setAbove(next);
    setErrors({});
  };
  return (
    <Screen>
      <PageHeader title="Approval policy" />
      <ScrollArea hasLine>
        <form
          className={RULES_FORM}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <p className="text-muted">
            Tick what a second person has to approve. It applies to plans with more such changes than the
            number you give; what one person does within an hour counts together, and so does what has the
            same effect by another way: an invitation to a team adds somebody too.
          </p>
          {CHANGE_KINDS.map((kind) => (
            <div key={kind} className="grid gap-2">
              <CheckField
                label={CHANGE_KIND_WORDS[kind]}
                checked={above.has(kind)}
                onChange={(isOn) => set(kind, isOn ? "0" : undefined)}
              />
              {above.has(kind) && (
                <div className="ps-6">
                  <TextField
                    label={`${CHANGE_KIND_WORDS[kind]}: more than`}
                    value={above.get(kind)}
                    inputMode="numeric"
                    autoComplete="off"
                    hint={above.get(kind) === "0" ? "Always" : undefined}
                    className="max-w-24"
                    error={errors[`rules.${chosen.indexOf(kind)}.above`]?.[0]}
                    onChange={(event) => set(kind, event.target.value)}
                  />
                </div>
              )}
            </div>
          ))}
          <TextField
            label="Hours until a request expires"
            value={wait}
            inputMode="numeric"
            className="max-w-24"
            autoComplete="off"
            error={errors.hours?.[0]}
            onChange={(event) => setWait(event.target.value)}
          />
          {saving.error && !saving.error.error.fields && (
            <Note tone="danger">{errorWords(saving.error.error)}</Note>
          )}
          <div>
            <Button variant="primary" type="submit" pending={saving.isPending}>
              Save policy
            </Button>
          </div>
        </form>
      </ScrollArea>
    </Screen>
  );
}
