"use client";

import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Note } from "#components/ui/note.tsx";
import { useActionMutation } from "#lib/action/use-action-mutation.ts";
import { errorWords } from "#lib/error-words.ts";
import { deleteWebhookAction } from "#lib/webhooks/actions.ts";
import type { WebhookRow } from "#lib/webhooks/schema.ts";

export function DeleteWebhook({
  webhook,
  onClose,
  onDeleted,
}: {
  webhook: WebhookRow;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const remove = useActionMutation(deleteWebhookAction, { onSuccess: onDeleted });
  return (
    <Dialog
      open
      onClose={onClose}
      focus="footer"
      title={<bdi>{`Delete ${webhook.label}?`}</bdi>}
      lede={
        webhook.queued > 0
          ? `Its log goes with it, and so ${webhook.queued === 1 ? "does the delivery that waits" : `do the ${webhook.queued} deliveries that wait`}.`
          : "Its log goes with it."
      }
      footer={
        <>
          <span className="hint" />
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button
            size="lg"
            variant="danger"
            pending={remove.isPending}
            onClick={() => remove.mutate({ id: webhook.id })}
          >
            Delete webhook
          </Button>
        </>
      }
    >
      {remove.error && (
        <Note tone="danger">{errorWords(remove.error.error, { subject: webhook.label })}</Note>
      )}
    </Dialog>
  );
}
