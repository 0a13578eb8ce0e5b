import { z } from "zod";
import { WEBHOOK_EVENTS, type WebhookEventType } from "#lib/core/webhook-events.ts";
import { ONLY_STANDARD, WEBHOOK_FORMATS, type WebhookFormat } from "#lib/insight/webhooks/constants.ts";

const id = z.string().min(1).max(64);
const urlSchema = z.string().trim().min(1, "Give the address to call").max(2_000, "At most 2,000 characters");
const labelSchema = z.string().trim().max(80, "A label has at most 80 characters");
const eventsSchema = z
  .array(z.enum(WEBHOOK_EVENTS))
  .min(1, "Choose at least one event")
  .max(WEBHOOK_EVENTS.length);

const webhookSchema = z.strictObject({
  url: urlSchema,
  label: labelSchema,
  events: eventsSchema,
  withNames: z.boolean(),
  format: z.enum(WEBHOOK_FORMATS).default("standard"),
});
/** The audit log is for programs: no chat takes it. */
const isForFormat = ({ format, events }: { format: WebhookFormat; events: WebhookEventType[] }): boolean =>
  format === "standard" || !events.some((event) => ONLY_STANDARD.includes(event));
const notForChat = { path: ["events"], error: "The audit log goes to webhooks of the format Standard only" };
/** `key` is made once when the form opens: sent again, it is the same webhook. */
export const createWebhookSchema = webhookSchema
  .extend({ key: z.uuid().optional() })
  .refine(isForFormat, notForChat);
export const updateWebhookSchema = webhookSchema.extend({ id }).refine(isForFormat, notForChat);
export const webhookIdSchema = z.strictObject({ id });
export const pauseWebhookSchema = z.strictObject({ id, paused: z.boolean() });

export type NewWebhook = z.input<typeof webhookSchema>;

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
  format: WebhookFormat;
  pausedAt?: string;
  /** Deliveries that wait. */
  queued: number;
  /** Events that found the queue full. */
  dropped: number;
  last?: DeliveryRow;
  createdAt: string;
};
