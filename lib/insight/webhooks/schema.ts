import { z } from "zod";
import { WEBHOOK_EVENTS, type WebhookEventType } from "#lib/core/webhook-events.ts";

const id = z.string().min(1).max(64);
const urlSchema = z.string().trim().min(1, "Give the address to call").max(2_000, "At most 2,000 characters");
const labelSchema = z.string().trim().max(80, "A label has at most 80 characters");
const eventsSchema = z.array(z.enum(WEBHOOK_EVENTS)).min(1, "Choose at least one event").max(20);

const webhookSchema = z.strictObject({
  url: urlSchema,
  label: labelSchema,
  events: eventsSchema,
  withNames: z.boolean(),
});
/** `key` is made once when the form opens: sent again, it is the same webhook. */
export const createWebhookSchema = webhookSchema.extend({ key: z.uuid().optional() });
export const updateWebhookSchema = webhookSchema.extend({ id });
export const webhookIdSchema = z.strictObject({ id });
export const pauseWebhookSchema = z.strictObject({ id, paused: z.boolean() });

export type NewWebhook = z.infer<typeof webhookSchema>;

export type DeliveryState = "pending" | "delivered" | "failed";
export type DeliveryRow = {
  id: string;
  webhookId: string;
  eventId: string;
  type: string;
  state: DeliveryState;
  attempts: number;
  status?: number;
  error?: string;
  createdAt: string;
  /** When it is tried next. */
  nextAt?: string;
  endedAt?: string;
};
/** A webhook as its page shows it. The signing secret is not in it. */
export type WebhookRow = {
  id: string;
  url: string;
  label: string;
  events: WebhookEventType[];
  withNames: boolean;
  pausedAt?: string;
  /** Deliveries that wait. */
  queued: number;
  /** Events that found the queue full. */
  dropped: number;
  last?: DeliveryRow;
  createdAt: string;
};
