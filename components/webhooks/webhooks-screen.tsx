"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { Table } from "#components/ui/table.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { DeliveriesTable } from "#components/webhooks/deliveries-table.tsx";
import { WebhookTableRow } from "#components/webhooks/webhook-table-row.tsx";
import { ActionFailure, useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { pauseWebhookAction, testWebhookAction } from "#lib/insight/webhooks/actions.ts";
import { type WebhooksPage, webhookKeys, webhooksOptions } from "#lib/insight/webhooks/queries.ts";
import type { WebhookRow } from "#lib/insight/webhooks/schema.ts";

const WebhookDialog = lazyPart(() =>
  import("#components/webhooks/webhook-dialog.tsx").then((module) => module.WebhookDialog),
);
const DeleteWebhook = lazyPart(() =>
  import("#components/webhooks/delete-webhook.tsx").then((module) => module.DeleteWebhook),
);

export const WEBHOOK_COLUMNS = [
  { label: "Webhook" },
  { label: "Events", width: 300 },
  { label: "State", width: 200 },
  { label: "Last delivery", width: 180 },
  { label: "Actions", width: 148, isHidden: true },
] as const;

type Open = { what: "add" } | { what: "edit" | "delete"; webhook: WebhookRow } | undefined;

/** Where Rollcall tells of what happens, and what became of it. */
export function WebhooksScreen({ initial }: { initial: WebhooksPage }) {
  const [open, setOpen] = useState<Open>();
  const queryClient = useQueryClient();
  const toast = useToast();
  const { data = initial, error } = useQuery({ ...webhooksOptions(), initialData: initial });
  const { webhooks, deliveries } = data;
  const refresh = () => queryClient.invalidateQueries({ queryKey: webhookKeys.all });
  const close = () => setOpen(undefined);
  const changed = (title: string) => {
    close();
    toast({ title });
    void refresh();
  };
  const labelOf = (id: string) => webhooks.find((one) => one.id === id)?.label ?? "The webhook";
  const onError = (failure: ActionFailure, { id }: { id: string }) =>
    toast({ tone: "danger", title: errorWords(failure.error, { subject: labelOf(id) }) });
  const pausing = useActionMutation(pauseWebhookAction, {
    again: true,
    onSuccess: ({ id, paused }) => changed(`${labelOf(id)} ${paused ? "is paused" : "goes on"}`),
    onError,
  });
  const testing = useActionMutation(testWebhookAction, {
    onSuccess: (_data, { id }) => changed(`A test is on its way to ${labelOf(id)}`),
    onError,
  });
  return (
    <Screen>
      <PageHeader
        title="Webhooks"
        count={webhooks.length}
        actions={
          <Button variant="primary" icon="plus" onClick={() => setOpen({ what: "add" })}>
            Add webhook
          </Button>
        }
      />
      {error instanceof ActionFailure && <Banner>Could not refresh: {errorWords(error.error)}</Banner>}
      <ScrollArea>
        <Table label="Webhooks" columns={WEBHOOK_COLUMNS} isTwoLine>
          {webhooks.map((webhook) => (
            <WebhookTableRow
              key={webhook.id}
              webhook={webhook}
              isBusy={
                (pausing.isPending && pausing.variables.id === webhook.id) ||
                (testing.isPending && testing.variables.id === webhook.id)
              }
              onTest={() => testing.mutate({ id: webhook.id })}
              onPause={() => pausing.mutate({ id: webhook.id, paused: !webhook.pausedAt })}
              onEdit={() => setOpen({ what: "edit", webhook })}
              onDelete={() => setOpen({ what: "delete", webhook })}
            />
          ))}
        </Table>
        {webhooks.length === 0 ? (
          <Empty title="No webhooks yet">
            A webhook is an address that Rollcall calls when something happens: a secret is overdue, somebody
            changed a team outside Rollcall, a batch ended.
          </Empty>
        ) : (
          <DeliveriesTable deliveries={deliveries} labelOf={labelOf} />
        )}
      </ScrollArea>
      {(open?.what === "add" || open?.what === "edit") && (
        <WebhookDialog
          {...(open.what === "edit" ? { webhook: open.webhook } : {})}
          onClose={() => {
            close();
            void refresh();
          }}
          onSaved={(label) => changed(`${label} was saved`)}
        />
      )}
      {open?.what === "delete" && (
        <DeleteWebhook
          webhook={open.webhook}
          onClose={close}
          onDeleted={() => changed(`${open.webhook.label} was deleted`)}
        />
      )}
    </Screen>
  );
}
