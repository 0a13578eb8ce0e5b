"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { nameOf } from "#components/policies/policy-name.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { Note } from "#components/ui/note.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { newSubmissionKey } from "#lib/access/action/submission-key.ts";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { fieldsOf } from "#lib/access/action/zod-fields.ts";
import { errorWords } from "#lib/core/error-words.ts";
import type { FieldErrors } from "#lib/core/errors.ts";
import { createPolicyAction, updatePolicyAction } from "#lib/directory/policies/actions.ts";
import { createPolicySchema, type PolicyRow, updatePolicySchema } from "#lib/directory/policies/schema.ts";
import { secretTeamsOptions } from "#lib/directory/secrets/queries.ts";

/** A new policy, or another limit for one that is there. */
export function PolicyDialog({
  policy,
  onClose,
  onSaved,
}: {
  policy?: PolicyRow;
  onClose: () => void;
  onSaved: (days: number) => void;
}) {
  const [key] = useState(() => newSubmissionKey());
  const [teamId, setTeamId] = useState("");
  const [pattern, setPattern] = useState("");
  const [days, setDays] = useState(String(policy?.days ?? 30));
  const [own, setOwn] = useState<FieldErrors>();
  const saved = { again: true as const, onSuccess: () => onSaved(Number(days)) };
  const create = useActionMutation(createPolicyAction, saved);
  const update = useActionMutation(updatePolicyAction, saved);
  const { isPending, error } = policy ? update : create;
  const teams = useQuery({ ...secretTeamsOptions(), enabled: !policy });
  const errors = own ?? error?.error.fields ?? {};
  const input = { key, teamId, pattern, days: days.trim() === "" ? Number.NaN : Number(days) };

  const submit = () => {
    if (isPending) return;
    const checked = policy
      ? updatePolicySchema.safeParse({ id: policy.id, days: input.days })
      : createPolicySchema.safeParse(input);
    if (!checked.success) return setOwn(fieldsOf(checked.error));
    setOwn(undefined);
    if (policy) update.mutate({ id: policy.id, days: input.days });
    else create.mutate(input);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={
        policy
          ? `Edit ${nameOf(policy).toLowerCase().startsWith("default") ? "default policy" : "policy"}`
          : "New policy"
      }
      lede={policy && !nameOf(policy).startsWith("Default") ? <bdi>{nameOf(policy)}</bdi> : undefined}
      onSubmit={submit}
      footer={
        <>
          <FootNote />
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" type="submit" pending={isPending}>
            {policy ? "Save policy" : "Add policy"}
          </Button>
        </>
      }
    >
      {!policy && (
        <>
          <SelectField
            label="Team"
            value={teamId}
            hint={!teams.data && teams.isFetching ? "Reading the teams…" : undefined}
            error={
              errors.teamId?.[0] ??
              (teams.isLoadingError && !teams.isFetching ? (
                <>
                  The teams could not be read.{" "}
                  <button type="button" className="link" onClick={() => void teams.refetch()}>
                    Try again
                  </button>
                </>
              ) : undefined)
            }
            onChange={(event) => setTeamId(event.target.value)}
          >
            <option value="">All teams</option>
            {teams.data?.map((team) => (
              <option key={team.id} value={team.id}>
                {team.name}
              </option>
            ))}
          </SelectField>
          <TextField
            label="Names"
            mono
            value={pattern}
            placeholder="*"
            autoComplete="off"
            spellCheck={false}
            autoCapitalize="off"
            hint="A name or a pattern, such as DB_*; empty for all names. Letter case does not matter."
            error={errors.pattern?.[0]}
            onChange={(event) => setPattern(event.target.value)}
          />
        </>
      )}
      <TextField
        label="Rotate after how many days"
        type="number"
        inputMode="numeric"
        min={1}
        max={3650}
        value={days}
        error={errors.days?.[0]}
        onChange={(event) => setDays(event.target.value)}
      />
      {error && !error.error.fields && (
        <Note tone="danger">{errorWords(error.error, { subject: "This policy" })}</Note>
      )}
    </Dialog>
  );
}
