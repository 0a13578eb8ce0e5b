"use client";

import { useQueries } from "@tanstack/react-query";
import { CheckField } from "#components/ui/check-field.tsx";
import { Note } from "#components/ui/note.tsx";
import { doorsOptions } from "#lib/directory/doors/queries.ts";

/** Offers to invite as single sign-on users; says so instead where every organization enforces it anyhow. */
export function SingleSignOn({
  connectionIds,
  checked,
  onChange,
}: {
  /** Of the organizations that people are invited to. */
  connectionIds: readonly string[];
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  const ids = [...new Set(connectionIds)];
  const reads = useQueries({ queries: ids.map((id) => doorsOptions(id)) });
  const enforcing = reads.flatMap(({ data }) => (data?.doors.enforcesSso ? [data.doors.organization] : []));
  return (
    <>
      {enforcing.length < ids.length && (
        <CheckField
          label="Single sign-on"
          hint="Who is in another organization already is invited without it, and named."
          checked={checked}
          onChange={onChange}
        />
      )}
      {enforcing.length > 0 && (
        <Note>
          <bdi>{enforcing.join(", ")}</bdi> {enforcing.length === 1 ? "enforces" : "enforce"} single sign-on:
          people are invited with it.
        </Note>
      )}
    </>
  );
}
