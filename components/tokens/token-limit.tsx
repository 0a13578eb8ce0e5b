"use client";

import { useQuery } from "@tanstack/react-query";
import { GrantedChoice } from "#components/grants/granted-choice.tsx";
import { CheckField } from "#components/ui/check-field.tsx";
import { Note } from "#components/ui/note.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { wireErrorOf } from "#lib/access/action/failure.ts";
import { tokenLimitsOptions } from "#lib/access/tokens/queries.ts";
import { errorWords } from "#lib/core/error-words.ts";
import type { Granted } from "#lib/core/limits.ts";

/** To what a token is limited, of what its owner sees. `granted` null: to nothing less. */
export function TokenLimit({
  granted,
  onChange,
}: {
  granted: readonly Granted[] | null;
  onChange: (granted: readonly Granted[] | null) => void;
}) {
  return (
    <>
      <CheckField
        label="Limit to some connections"
        hint={granted?.length === 0 ? "Nothing is chosen: then it sees nothing at all." : undefined}
        checked={granted !== null}
        onChange={(isLimited) => onChange(isLimited ? [] : null)}
      />
      {granted && <Choice granted={granted} onChange={onChange} />}
    </>
  );
}

function Choice({
  granted,
  onChange,
}: {
  granted: readonly Granted[];
  onChange: (granted: readonly Granted[]) => void;
}) {
  const read = useQuery(tokenLimitsOptions());
  if (read.data) return <GrantedChoice grantable={read.data} granted={granted} onChange={onChange} />;
  if (!read.error)
    return (
      <p role="status">
        <Spinner className="me-1.5" />
        Reading connections and teams
      </p>
    );
  const error = wireErrorOf(read.error);
  return <Note tone="danger">{errorWords(error)}</Note>;
}
