"use client";

import { useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { CheckField } from "#components/ui/check-field.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Note } from "#components/ui/note.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { endCalendarAction, makeCalendarAction } from "#lib/insight/coming-up/actions.ts";

/** One's own calendar of what comes up: an address for a calendar program, made and ended here, and shown once. */
export function CalendarDialog({ hasOne, onClose }: { hasOne: boolean; onClose: () => void }) {
  const toast = useToast();
  const input = useRef<HTMLInputElement>(null);
  const [withNames, setWithNames] = useState(false);
  const [isCopied, setCopied] = useState(false);
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
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(url ?? "");
      setCopied(true);
    } catch {
      // No clipboard on this page (plain http): selected, it is one key away.
      input.current?.select();
    }
  };
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
        <>
          <TextField
            ref={input}
            label="Calendar address"
            value={url}
            readOnly
            mono
            autoComplete="off"
            onFocus={(event) => event.target.select()}
            hint="Subscribe to it in your calendar. It is not shown again."
          />
          <div>
            <Button icon="copy" onClick={copy}>
              {isCopied ? "Copied" : "Copy address"}
            </Button>
            <span className="sr-only" role="status">
              {isCopied ? "The address is in the clipboard" : ""}
            </span>
          </div>
        </>
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
