"use client";

import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { deleteWebhookAction } from "#lib/insight/webhooks/actions.ts";
import type { WebhookRow } from "#lib/insight/webhooks/schema.ts";

export function DeleteWebhook({
  webhook,
  onClose,
  onDeleted,
}: {
  webhook: WebhookRow;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const remove = useActionMutation(deleteWebhookAction, { again: "NOT_FOUND", onSuccess: onDeleted });
  return (
    <ConfirmDialog
      title={<bdi>{`Delete ${webhook.label}?`}</bdi>}
      lede={
        webhook.queued > 0
          ? `Its log goes with it, and so ${webhook.queued === 1 ? "does the delivery that waits" : `do the ${webhook.queued} deliveries that wait`}.`
          : "Its log goes with it."
      }
      action="Delete webhook"
      pending={remove.isPending}
      error={remove.error ? errorWords(remove.error.error, { subject: webhook.label }) : undefined}
      onConfirm={() => remove.mutate({ id: webhook.id })}
      onClose={onClose}
    />
  );
}
