"use client";

import { useRef, useState } from "react";
import { ReviewDialog } from "#components/changes/review-dialog.tsx";
import { HelpLink } from "#components/help/help-link.tsx";
import { CopyOnceDialog, type MadeValue } from "#components/rotation/copy-once-dialog.tsx";
import { DEFAULT_LENGTH, generateValue, lengthOf } from "#components/rotation/generate.ts";
import { GeneratorFields, type Recipe } from "#components/rotation/generator-fields.tsx";
import { ValueField } from "#components/rotation/value-field.tsx";
import { Button } from "#components/ui/button.tsx";
import { Choice, ChoiceOption } from "#components/ui/choice.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { Note } from "#components/ui/note.tsx";
import { type ChosenSecret, MAX_REQUEST } from "#lib/changes/rotation/schema.ts";
import { type ChangeRequest, secretValueSchema } from "#lib/changes/schema.ts";
import { grouped } from "#lib/core/grouped.ts";

type Step =
  | { is: "form" }
  | { is: "plan"; changes: ChangeRequest[]; made: MadeValue[] }
  | { is: "values"; batchId: string; made: MadeValue[] };

const secretsOf = (n: number): string => (n === 1 ? "1 secret" : `${grouped(n)} secrets`);

/**
 * Rotates many secrets, over teams: with one value, or with a generated one each, which is shown once afterwards. The values
 * live in this dialog until they are sent, and nowhere else in the browser.
 */
export function RotateManyDialog({
  secrets,
  onClose,
  onStarted,
}: {
  secrets: readonly ChosenSecret[];
  onClose: () => void;
  onStarted?: (batchId: string) => void;
}) {
  const [step, setStep] = useState<Step>({ is: "form" });
  const [isGenerated, setGenerated] = useState(true);
  const [recipe, setRecipe] = useState<Recipe>({ length: String(DEFAULT_LENGTH), alphabet: "url" });
  const [value, setValue] = useState("");
  const [error, setError] = useState<string>();
  const [failure, setFailure] = useState<string>();
  const isStarted = useRef(false);
  const teams = new Set(secrets.map(({ teamId }) => teamId)).size;

  const review = () => {
    const checked = secretValueSchema.safeParse(value);
    if (!isGenerated && !checked.success) return setError(checked.error.issues[0]?.message);
    const made = secrets.map((secret) => ({
      ...secret,
      value: isGenerated ? generateValue(lengthOf(recipe.length), recipe.alphabet) : value,
    }));
    const changes = made.map(
      ({ teamId, name, value: given }): ChangeRequest => ({
        kind: "secret.rotate",
        input: { teamId, name, value: given },
      }),
    );
    if (JSON.stringify(changes).length > MAX_REQUEST)
      return setFailure("This is more than one batch can carry: choose fewer secrets or a shorter value.");
    setFailure(undefined);
    setStep({ is: "plan", changes, made });
  };

  if (step.is === "values")
    return <CopyOnceDialog batchId={step.batchId} values={step.made} onClose={onClose} />;
  if (step.is === "plan")
    return (
      <ReviewDialog
        changes={step.changes}
        name={`Rotate ${secretsOf(secrets.length)}`}
        extra={
          isGenerated && (
            <Note>The generated values are shown to you once, right after this. Rollcall keeps none.</Note>
          )
        }
        onStarted={(batchId) => {
          isStarted.current = true;
          onStarted?.(batchId);
        }}
        onClose={() => (isStarted.current && !isGenerated ? onClose() : setStep({ is: "form" }))}
        {...(isGenerated
          ? { onApplied: (batchId: string) => setStep({ is: "values", batchId, made: step.made }) }
          : {})}
      />
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Rotate ${secretsOf(secrets.length)}`}
      aside={<HelpLink topic="rotation" isInDialog />}
      lede={teams === 1 ? <bdi>{`In ${secrets[0]?.teamName ?? ""}.`}</bdi> : `In ${teams} teams.`}
      onSubmit={review}
      footer={
        <>
          <FootNote>Nothing changes before you have seen the plan</FootNote>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" type="submit">
            Review plan
          </Button>
        </>
      }
    >
      <Choice legend="New values">
        <ChoiceOption
          name="values"
          checked={isGenerated}
          onChange={() => {
            setGenerated(true);
            setError(undefined);
          }}
        >
          A generated one each
        </ChoiceOption>
        <ChoiceOption name="values" checked={!isGenerated} onChange={() => setGenerated(false)}>
          One value for all
        </ChoiceOption>
      </Choice>
      {isGenerated ? (
        <div className="flex flex-col gap-1.5">
          <GeneratorFields recipe={recipe} onChange={setRecipe} />
          <p className="text-small text-muted">
            Shown once after the rotation, to be copied to where they are needed.
          </p>
        </div>
      ) : (
        <ValueField
          label="New value"
          value={value}
          error={error}
          hint="The same in every secret: whoever learns one knows them all."
          onChange={(next) => {
            setValue(next);
            setError(undefined);
          }}
        />
      )}
      {failure && <Note tone="danger">{failure}</Note>}
    </Dialog>
  );
}
