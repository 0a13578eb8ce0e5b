"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { CheckField } from "#components/ui/check-field.tsx";
import { CopyField } from "#components/ui/copy-field.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Note } from "#components/ui/note.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { endCalendarAction, makeCalendarAction } from "#lib/insight/coming-up/actions.ts";

/** One's own calendar of what comes up: an address for a calendar program, made and ended here, and shown once. */
export function CalendarDialog({ hasOne, onClose }: { hasOne: boolean; onClose: () => void }) {
  const toast = useToast();
  const [withNames, setWithNames] = useState(false);
  const making = useActionMutation(makeCalendarAction);
  const ending = useActionMutation(endCalendarAction, {
    again: "NOT_FOUND",
    onSuccess: () => {
      toast({ title: "The calendar's address has ended" });
      onClose();
    },
  });
  const failure = making.error ?? ending.error;
  const url = making.data?.url;
  return (
    <Dialog
      open
      onClose={onClose}
      title="Calendar"
      lede="What comes up, in your own calendar program. Whoever has the address can read it, without signing in."
      onSubmit={() => !url && !making.isPending && making.mutate({ withNames })}
      footer={
        <>
          {hasOne && !url && (
            <Button size="lg" variant="danger" pending={ending.isPending} onClick={() => ending.mutate({})}>
              End address
            </Button>
          )}
          <Button size="lg" onClick={onClose}>
            Close
          </Button>
          {!url && (
            <Button size="lg" variant="primary" type="submit" pending={making.isPending}>
              {hasOne ? "Make new address" : "Make address"}
            </Button>
          )}
        </>
      }
    >
      {url ? (
        <CopyField
          label="Calendar address"
          value={url}
          what="address"
          hint="Subscribe to it in your calendar. It is not shown again."
        />
      ) : (
        <>
          {hasOne && <Note>You have an address already. A new one ends it.</Note>}
          <CheckField
            label="With names of people, teams and secrets"
            checked={withNames}
            onChange={setWithNames}
          />
        </>
      )}
      {failure && <Note tone="danger">{errorWords(failure.error)}</Note>}
    </Dialog>
  );
}
