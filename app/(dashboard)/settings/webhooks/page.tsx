import type { Metadata } from "next";
import { WebhooksScreen } from "#components/webhooks/webhooks-screen.tsx";
import { requirePageViewer } from "#lib/auth/session.ts";
import { listDeliveries, listWebhooks } from "#lib/webhooks/data.ts";

export const metadata: Metadata = { title: "Webhooks" };

export default async function WebhooksPage() {
  await requirePageViewer("webhook.read");
  const [webhooks, deliveries] = await Promise.all([listWebhooks(), listDeliveries()]);
  return <WebhooksScreen initial={{ webhooks, deliveries }} />;
}
