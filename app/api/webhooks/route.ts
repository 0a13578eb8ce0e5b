import { getRoute } from "#lib/access/action/route.ts";
import { listDeliveries, listWebhooks } from "#lib/insight/webhooks/data.ts";

/** GET /api/webhooks: the webhooks without their secrets, and what became of the latest deliveries. */
export const GET = getRoute("webhook.read", async () => {
  const [webhooks, deliveries] = await Promise.all([listWebhooks(), listDeliveries()]);
  return { webhooks, deliveries };
});
