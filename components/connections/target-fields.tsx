"use client";

import { rightsWords } from "#components/connections/rights-words.ts";
import { Note } from "#components/ui/note.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { FieldErrors } from "#lib/core/errors.ts";
import type { TokenCheck, VendorFacts } from "#lib/vendors/port.ts";

/** Whose token it is, what it shall open, and what the connection is called here. */
export function TargetFields({
  facts,
  check,
  targetId,
  onTarget,
  label,
  onLabel,
  errors,
}: {
  facts: VendorFacts;
  check: TokenCheck;
  targetId: string;
  onTarget: (id: string) => void;
  label: string;
  onLabel: (label: string) => void;
  errors: FieldErrors;
}) {
  const target = check.targets.find((one) => one.id === targetId);
  const noun = facts.targetNoun.toLowerCase();
  return (
    <>
      <Note>
        <p>
          Token of <bdi className="font-medium">{check.user.name || check.user.email || check.user.id}</bdi>
          {check.user.name && check.user.email ? (
            <>
              , <bdi>{check.user.email}</bdi>
            </>
          ) : null}
          .
        </p>
        <p>
          {target
            ? `${rightsWords(target.rights)}.`
            : check.targets.length > 0
              ? `It reaches ${check.targets.length} ${noun}s.`
              : `${facts.name} does not list what it reaches: type the id of the ${noun}.`}
        </p>
      </Note>
      {target && !target.may.manage && (
        <Note tone="warn">
          This token may look and not change. Members and secrets can be read; changes will be refused.
        </Note>
      )}
      {check.targets.length > 0 ? (
        <SelectField
          label={facts.targetNoun}
          name="targetId"
          value={targetId}
          error={errors.targetId?.[0]}
          onChange={(event) => onTarget(event.target.value)}
        >
          {check.targets.length > 1 && <option value="">{`Choose the ${noun}`}</option>}
          {check.targets.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </SelectField>
      ) : (
        <TextField
          label={facts.targetNoun}
          name="targetId"
          mono
          value={targetId}
          autoComplete="off"
          spellCheck={false}
          error={errors.targetId?.[0]}
          onChange={(event) => onTarget(event.target.value)}
        />
      )}
      <TextField
        label="Label"
        name="label"
        value={label}
        maxLength={120}
        autoComplete="off"
        error={errors.label?.[0]}
        hint={`What this ${noun} is called in Rollcall.`}
        onChange={(event) => onLabel(event.target.value)}
      />
    </>
  );
}
