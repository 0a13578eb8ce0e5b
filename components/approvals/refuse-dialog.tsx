"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { refuseAction } from "#lib/changes/approvals/actions.ts";
import { refuseSchema } from "#lib/changes/approvals/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";

/** Refuses a request with a reason, which whoever asked gets to read. */
export function RefuseDialog({ id, what, onClose }: { id: string; what: string; onClose: () => void }) {
  const router = useRouter();
  const toast = useToast();
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string>();
  const refusing = useActionMutation(refuseAction, {
    onSuccess: () => {
      toast({ title: <bdi>{`Refused: ${what}`}</bdi> });
      onClose();
    },
    onError: (failure) => {
      setError(errorWords(failure.error));
      // Where the answer was lost, the page says whether it still waits.
      router.refresh();
    },
  });
  const refuse = () => {
    const parsed = refuseSchema.safeParse({ id, reason });
    if (!parsed.success) return setError(parsed.error.issues[0]?.message);
    return refusing.isPending ? undefined : refusing.mutate(parsed.data);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={
        <>
          Refuse <bdi>{what}</bdi>
        </>
      }
      lede="Nothing will be changed. Who asked gets to read the reason."
      onSubmit={refuse}
      footer={
        <>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="danger" type="submit" pending={refusing.isPending}>
            Refuse request
          </Button>
        </>
      }
    >
      <TextField
        label="Reason"
        value={reason}
        maxLength={300}
        autoComplete="off"
        error={error}
        onChange={(event) => {
          setReason(event.target.value);
          setError(undefined);
        }}
      />
    </Dialog>
  );
}
