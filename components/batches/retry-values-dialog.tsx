"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { Note } from "#components/ui/note.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { valuesNeededOptions } from "#lib/changes/batches/queries.ts";

/** Failed secrets need their values again: Rollcall has kept none of them. */
export function RetryValuesDialog({
  batchId,
  others,
  pending,
  onRetry,
  onClose,
}: {
  batchId: string;
  /** Failed changes that need no value: they are tried again in any case. */
  others: number;
  pending: boolean;
  onRetry: (values: Record<string, string>) => Promise<boolean>;
  onClose: () => void;
}) {
  const needed = useQuery(valuesNeededOptions(batchId));
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [error, setError] = useState<string>();
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
  const retry = async () => {
    if (Object.keys(given).length === 0 && others === 0)
      return setError("Give the value of at least one secret");
    if (!pending && (await onRetry(given))) onClose();
    return undefined;
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Retry failed"
      lede="Rollcall keeps no value of a secret: give those again that shall be tried. One left empty stays failed."
      onSubmit={() => void retry()}
      footer={
        <>
          <FootNote>{others > 0 ? `and ${others} that need no value` : ""}</FootNote>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" type="submit" pending={pending}>
            Try again
          </Button>
        </>
      }
    >
      {needed.isPending && <Spinner />}
      {needed.error && <Note tone="danger">The secrets could not be listed. Try again in a moment.</Note>}
      {needed.data?.map(({ id, name, teamName }) => (
        <TextareaField
          key={id}
          label={
            <>
              Value of <span className="mono">{name}</span> in <bdi>{teamName}</bdi>
            </>
          }
          isLine
          mono
          className="concealed"
          rows={1}
          value={values[id] ?? ""}
          autoComplete="off"
          spellCheck={false}
          data-1p-ignore
          data-lpignore="true"
          onChange={({ target }) => {
            setValues((before) => ({ ...before, [id]: target.value }));
            setError(undefined);
          }}
        />
      ))}
      {error && <Note tone="danger">{error}</Note>}
    </Dialog>
  );
}
