"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { GrantedChoice } from "#components/grants/granted-choice.tsx";
import { Button } from "#components/ui/button.tsx";
import { Note } from "#components/ui/note.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { wireErrorOf } from "#lib/access/action/failure.ts";
import { grantableOptions } from "#lib/access/grants/queries.ts";
import { errorWords } from "#lib/core/error-words.ts";
import type { Granted } from "#lib/core/limits.ts";

/** To what somebody who is invited is limited: a button until it is asked for. `granted` null: not limited. */
export function InviteLimit({
  granted,
  error,
  onChange,
}: {
  granted: readonly Granted[] | null;
  error: string | undefined;
  onChange: (granted: readonly Granted[] | null) => void;
}) {
  const isLimited = granted !== null;
  const first = useRef<HTMLButtonElement>(null);
  const was = useRef(isLimited);
  // The button that was pressed is gone: the keyboard goes on with the other one, which stands there now.
  useEffect(() => {
    if (was.current !== isLimited) first.current?.focus();
    was.current = isLimited;
  }, [isLimited]);
  if (granted === null)
    return (
      <div className="flex items-center gap-2.5">
        <Button ref={first} icon="eyeOff" onClick={() => onChange([])}>
          Limit to…
        </Button>
        <span className="text-small text-muted">They see all that the role sees.</span>
      </div>
    );
  return (
    <fieldset className="grid min-w-0 gap-2.5" aria-describedby={error ? "invite-limit-error" : undefined}>
      <legend className="sr-only">Limited to</legend>
      <div className="flex items-center justify-between gap-2.5">
        <span className="font-medium" aria-hidden="true">
          Limited to
        </span>
        <Button ref={first} variant="plain" onClick={() => onChange(null)}>
          No limit
        </Button>
      </div>
      <Choice granted={granted} onChange={onChange} />
      {error && (
        <p id="invite-limit-error" className="text-small text-danger" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

function Choice({
  granted,
  onChange,
}: {
  granted: readonly Granted[];
  onChange: (granted: readonly Granted[]) => void;
}) {
  const read = useQuery(grantableOptions());
  if (read.data)
    return <GrantedChoice grantable={read.data.grantable} granted={granted} onChange={onChange} />;
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
