"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { CheckField } from "#components/ui/check-field.tsx";
import { FieldNote } from "#components/ui/field-note.tsx";
import { TextField } from "#components/ui/text-field.tsx";

type Team = { id: string; name: string };

/** As many are found at a glance. */
const AT_A_GLANCE = 12;

/** Teams to be ticked. They may still be on their way, or not have come. */
export function TeamChecks({
  teams,
  hasFailed,
  onRetry,
  chosen,
  error,
  onChange,
}: {
  teams: readonly Team[] | undefined;
  hasFailed: boolean;
  onRetry: () => void;
  chosen: ReadonlySet<string>;
  error: string | undefined;
  onChange: (chosen: ReadonlySet<string>) => void;
}) {
  const [search, setSearch] = useState("");
  const words = search.trim().toLowerCase();
  const found = teams?.filter(({ name }) => name.toLowerCase().includes(words));
  const choose = (id: string, isChecked: boolean) => {
    const next = new Set(chosen);
    if (isChecked) next.add(id);
    else next.delete(id);
    onChange(next);
  };
  return (
    <>
      {teams && teams.length > AT_A_GLANCE && (
        <TextField
          label="Find a team"
          value={search}
          autoComplete="off"
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      <fieldset
        className="flex min-w-0 flex-col gap-2"
        aria-busy={(!teams && !hasFailed) || undefined}
        aria-describedby={error ? "team-checks-note" : undefined}
      >
        <legend className="mb-1.5">Teams</legend>
        <div className="flex max-h-37 min-h-10 flex-col gap-1.5 overflow-auto rounded-md border border-line-control px-2.5 py-2 max-sm:max-h-60 max-sm:gap-5">
          {found?.map((team) => (
            <CheckField
              key={team.id}
              label={<bdi>{team.name}</bdi>}
              checked={chosen.has(team.id)}
              onChange={(isChecked) => choose(team.id, isChecked)}
            />
          ))}
          {found?.length === 0 && (
            <p className="text-small text-muted">
              {words ? "No team of this name." : "No team can be written to."}
            </p>
          )}
          {!teams && !hasFailed && <p className="text-small text-muted">Reading the teams…</p>}
          {hasFailed && (
            <div className="flex items-center justify-between gap-2" role="alert">
              <span className="text-small text-danger">The teams could not be read.</span>
              <Button onClick={onRetry}>Try again</Button>
            </div>
          )}
        </div>
        <FieldNote id="team-checks-note" error={error} />
      </fieldset>
    </>
  );
}
