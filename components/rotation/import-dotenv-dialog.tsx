"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { ReviewDialog } from "#components/changes/review-dialog.tsx";
import { compareAll } from "#components/rotation/compare.ts";
import { DotenvFindings } from "#components/rotation/dotenv-findings.tsx";
import { DotenvPreview } from "#components/rotation/dotenv-preview.tsx";
import { DotenvSource } from "#components/rotation/dotenv-source.tsx";
import { TeamChecks } from "#components/rotation/team-checks.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { Note } from "#components/ui/note.tsx";
import { wireErrorOf } from "#lib/access/action/failure.ts";
import { type Dotenv, parseDotenv } from "#lib/changes/rotation/dotenv.ts";
import { type ComparedValue, MAX_REQUEST, MAX_TEAMS } from "#lib/changes/rotation/schema.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { secretTeamsOptions } from "#lib/directory/secrets/queries.ts";

type Team = { id: string; name: string };
type Step =
  | { is: "source" }
  | { is: "preview"; parsed: Dotenv; compared: ComparedValue[] }
  | { is: "plan"; changes: ChangeRequest[] };

/** What setting the entries amounts to, without those that Rollcall itself last set to the same value. */
function changesOf({ entries }: Dotenv, compared: readonly ComparedValue[]): ChangeRequest[] {
  const values = new Map(entries.map(({ name, value }) => [name, value]));
  return compared.flatMap(({ teamId, name, state }): ChangeRequest[] => {
    const value = values.get(name);
    if (value === undefined || state === "same") return [];
    return [{ kind: state === "new" ? "secret.create" : "secret.rotate", input: { teamId, name, value } }];
  });
}

/** Creates and rotates many secrets from an `.env` file: read in the browser, previewed masked, planned, applied. */
export function ImportDotenvDialog({
  team,
  onClose,
}: {
  /** The only one where they may go; else those of all that can have secrets which are chosen. */
  team: Team | undefined;
  onClose: () => void;
}) {
  const all = useQuery({ ...secretTeamsOptions(), enabled: !team });
  const teams = team ? [team] : all.data?.filter(({ isReadOnly }) => !isReadOnly);

  const [step, setStep] = useState<Step>({ is: "source" });
  const [text, setText] = useState("");
  const [own, setChosen] = useState<ReadonlySet<string>>();
  const [only, ...others] = teams ?? [];
  const chosen = own ?? new Set(only && others.length === 0 ? [only.id] : []);
  const [errors, setErrors] = useState<{ text?: string; teams?: string; form?: string }>({});
  const isStarted = useRef(false);
  const into = (teams ?? []).filter(({ id }) => chosen.has(id));

  const comparing = useMutation({
    mutationFn: (parsed: Dotenv) =>
      compareAll(
        parsed.entries,
        into.map(({ id }) => id),
      ),
    onSuccess: (compared, parsed) => setStep({ is: "preview", parsed, compared }),
    onError: (error) => setErrors({ form: errorWords(wireErrorOf(error)) }),
    // What was read holds the values of secrets.
    gcTime: 0,
  });
  const preview = () => {
    if (comparing.isPending) return;
    const parsed = parseDotenv(text);
    const wrong = {
      ...(text.trim() ? {} : { text: "Paste the text of an .env file, or choose one" }),
      ...(into.length === 0 ? { teams: "Choose at least one team" } : {}),
      ...(into.length > MAX_TEAMS ? { teams: `At most ${MAX_TEAMS} teams at once` } : {}),
    };
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    comparing.mutate(parsed);
  };
  const review = (parsed: Dotenv, compared: ComparedValue[]) => {
    const changes = changesOf(parsed, compared);
    if (JSON.stringify(changes).length > MAX_REQUEST)
      return setErrors({
        form: "This is more than one batch can carry: take fewer names or fewer teams at once.",
      });
    if (changes.length > 0) setStep({ is: "plan", changes });
  };

  if (step.is === "plan")
    return (
      <ReviewDialog
        changes={step.changes}
        name={`Import .env into ${into.length === 1 ? into[0]?.name : `${into.length} teams`}`.slice(0, 120)}
        onStarted={() => {
          isStarted.current = true;
        }}
        onClose={() => (isStarted.current ? onClose() : setStep({ is: "source" }))}
      />
    );
  if (step.is === "preview") {
    const { parsed, compared } = step;
    const count = changesOf(parsed, compared).length;
    return (
      <Dialog
        open
        wide
        onClose={onClose}
        title="Preview"
        lede="Values cannot be read back from the vendor: whether one would stay the same is known only where Rollcall set it last."
        focus="footer"
        onSubmit={() => review(parsed, compared)}
        footer={
          <>
            <FootNote />
            <Button size="lg" onClick={() => setStep({ is: "source" })}>
              Back
            </Button>
            {count > 0 && (
              <Button size="lg" variant="primary" type="submit">
                Review plan
              </Button>
            )}
          </>
        }
      >
        <DotenvFindings findings={parsed.findings} />
        {parsed.entries.length > 0 ? (
          <DotenvPreview entries={parsed.entries} compared={compared} teams={into} />
        ) : (
          <Note tone="warn">No name with a value was found in it.</Note>
        )}
        {parsed.entries.length > 0 && count === 0 && (
          <Note>There is nothing to do: Rollcall itself last set all of them to these values.</Note>
        )}
        {errors.form && <Note tone="danger">{errors.form}</Note>}
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Import .env"
      lede="Creates and rotates many secrets at once. It is read in your browser; nothing changes before you have seen the plan."
      onSubmit={preview}
      footer={
        <>
          <FootNote />
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" type="submit" pending={comparing.isPending}>
            Preview
          </Button>
        </>
      }
    >
      <DotenvSource
        text={text}
        error={errors.text}
        onChange={(next) => {
          setText(next);
          setErrors(({ text: _gone, ...rest }) => rest);
        }}
        onError={(problem) => setErrors({ text: problem })}
      />
      {!team && (
        <TeamChecks
          teams={teams}
          hasFailed={all.isLoadingError && !all.isFetching}
          onRetry={() => void all.refetch()}
          chosen={chosen}
          error={errors.teams}
          onChange={setChosen}
        />
      )}
      {errors.form && <Note tone="danger">{errors.form}</Note>}
    </Dialog>
  );
}
