import type { Metadata } from "next";
import { WebhooksScreen } from "#components/webhooks/webhooks-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { listDeliveries, listWebhooks } from "#lib/insight/webhooks/data.ts";

export const metadata: Metadata = { title: "Webhooks" };

export default async function WebhooksPage() {
  return asPageViewer("webhook.read", async () => {
    const [webhooks, deliveries] = await Promise.all([listWebhooks(), listDeliveries()]);
    return <WebhooksScreen initial={{ webhooks, deliveries }} />;
  });
}
