"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { Note } from "#components/ui/note.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { delegateAction } from "#lib/changes/reviews/actions.ts";
import { reviewersOptions, reviewKeys } from "#lib/changes/reviews/queries.ts";
import type { Delegate } from "#lib/changes/reviews/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { grouped } from "#lib/core/grouped.ts";

export type Delegated = Pick<Delegate, "ids" | "except" | "filter">;

/** "Delegate": open rows become somebody else's to decide about. */
export function DelegateDialog({
  reviewId,
  chosen,
  lede,
  onDone,
  onClose,
}: {
  reviewId: string;
  chosen: Delegated;
  lede: string;
  onDone?: () => void;
  onClose: () => void;
}) {
  const queryClient = useQueryClient();
  const toast = useToast();
  const reviewers = useQuery(reviewersOptions());
  const [to, setTo] = useState("");
  const [error, setError] = useState<string>();
  const delegating = useActionMutation(delegateAction, {
    onSuccess: ({ decided, refused }) => {
      const name = reviewers.data?.find(({ id }) => id === to)?.name ?? "Somebody else";
      const rows = decided === 1 ? "1 row" : `${grouped(decided)} rows`;
      toast({
        title: (
          <>
            <bdi>{name}</bdi> decides about {rows} now
          </>
        ),
        ...(refused.length > 0
          ? {
              detail: refused.map(({ count, reason }) => `${grouped(count)} stay: ${reason}`).join(". "),
            }
          : {}),
      });
      void queryClient.invalidateQueries({ queryKey: reviewKeys.one(reviewId) });
      onDone?.();
      onClose();
    },
    onError: (failure) => setError(failure.error.fields?.to?.[0] ?? errorWords(failure.error)),
  });
  return (
    <FormDialog
      title="Delegate"
      lede={lede}
      action="Delegate rows"
      pending={delegating.isPending}
      onSubmit={() =>
        to === "" ? setError("Choose somebody") : delegating.mutate({ reviewId, ...chosen, to })
      }
      onClose={onClose}
    >
      <SelectField
        label="Reviewer"
        value={to}
        error={error}
        hint="They are told. Rows about themselves stay."
        onChange={(event) => {
          setTo(event.target.value);
          setError(undefined);
        }}
      >
        <option value="" hidden>
          Choose somebody
        </option>
        {reviewers.data?.map(({ id, name, email }) => (
          <option key={id} value={id}>
            {name === email ? name : `${name}, ${email}`}
          </option>
        ))}
      </SelectField>
      {reviewers.isError && <Note tone="danger">Who can be asked could not be read. Try again.</Note>}
    </FormDialog>
  );
}
