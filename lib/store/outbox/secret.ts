import "server-only";
import type { SealBinding } from "#lib/store/crypto/key-ring.ts";

/** Where a webhook's signing secret is sealed to. */
export const secretBinding = (webhookId: string): SealBinding => ({
  table: "webhooks",
  column: "sealed_secret",
  row: webhookId,
});
