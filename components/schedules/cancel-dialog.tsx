"use client";

import { useRouter } from "next/navigation";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { cancelScheduleAction } from "#lib/changes/schedules/actions.ts";
import { errorWords } from "#lib/core/error-words.ts";

/** Gives up what waits. */
export function CancelDialog({
  id,
  what,
  isEnd,
  onClose,
}: {
  id: string;
  what: string;
  /** The end of what was given for a time: without it, that stays for good. */
  isEnd?: boolean;
  onClose: () => void;
}) {
  const router = useRouter();
  const toast = useToast();
  const cancelling = useActionMutation(cancelScheduleAction, {
    onSuccess: () => {
      toast({ title: <bdi>{`Cancelled: ${what}`}</bdi> });
      onClose();
      router.refresh();
    },
    onError: () => router.refresh(),
  });
  return (
    <ConfirmDialog
      title={
        <>
          Cancel <bdi>{what}</bdi>?
        </>
      }
      lede={
        isEnd
          ? "What was given for a time stays for good."
          : "Nothing of it will be done. It can be scheduled anew."
      }
      dismiss="Back"
      action="Cancel for good"
      pending={cancelling.isPending}
      error={cancelling.error ? errorWords(cancelling.error.error) : undefined}
      onConfirm={() => cancelling.mutate({ id })}
      onClose={onClose}
    />
  );
}
