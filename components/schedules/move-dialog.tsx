"use client";

import { useRouter } from "next/navigation";
import { AtFields, useAt } from "#components/schedules/at-fields.tsx";
import { atWords } from "#components/schedules/at-words.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Note } from "#components/ui/note.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { moveScheduleAction } from "#lib/changes/schedules/actions.ts";
import type { At } from "#lib/changes/schedules/at.ts";
import { errorWords } from "#lib/core/error-words.ts";

/** Gives what waits another time. */
export function MoveDialog({
  id,
  what,
  first,
  onClose,
}: {
  id: string;
  what: string;
  /** When it is due now. */
  first: At;
  onClose: () => void;
}) {
  const router = useRouter();
  const toast = useToast();
  const at = useAt(first);
  const moving = useActionMutation(moveScheduleAction, {
    onSuccess: () => {
      toast({ title: `Scheduled for ${atWords(at.at)}` });
      onClose();
      router.refresh();
    },
    onError: ({ error }) => {
      at.say(error.fields);
      router.refresh();
    },
  });
  const move = () => {
    const checked = at.check();
    if (checked && !moving.isPending) moving.mutate({ id, at: checked });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={
        <>
          Change time of <bdi>{what}</bdi>
        </>
      }
      onSubmit={move}
      footer={
        <>
          <Button size="lg" onClick={onClose}>
            Back
          </Button>
          <Button size="lg" variant="primary" type="submit" pending={moving.isPending}>
            Change time
          </Button>
        </>
      }
    >
      <AtFields at={at} />
      {moving.error && !moving.error.error.fields && (
        <Note tone="danger">{errorWords(moving.error.error)}</Note>
      )}
    </Dialog>
  );
}
