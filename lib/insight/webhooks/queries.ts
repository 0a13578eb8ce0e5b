import { queryOptions } from "@tanstack/react-query";
import { fetchJson } from "#lib/access/action/fetch-json.ts";
import type { DeliveryRow, WebhookRow } from "#lib/insight/webhooks/schema.ts";

const POLL_MS = 5_000;
/** While something is under way. */
const POLL_BUSY_MS = 1_000;

export type WebhooksPage = { webhooks: WebhookRow[]; deliveries: DeliveryRow[] };

export const webhookKeys = { all: ["webhooks"] as const };

/** The webhooks and the latest deliveries of all. */
export const webhooksOptions = () =>
  queryOptions({
    queryKey: webhookKeys.all,
    queryFn: ({ signal }) => fetchJson<WebhooksPage>("/api/webhooks", signal),
    refetchInterval: ({ state }) =>
      state.data?.deliveries.some((one) => one.state === "pending" && one.attempts === 0)
        ? POLL_BUSY_MS
        : POLL_MS,
  });
