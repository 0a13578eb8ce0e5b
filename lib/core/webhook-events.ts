/** What webhooks can be told of. */
export const WEBHOOK_EVENTS = [
  "secrets.due",
  "outside.changed",
  "batch.finished",
  "batch.failed",
  "connection.refused",
  "approval.requested",
  "approval.decided",
  "schedule.held",
  "schedule.late",
  "schedule.done",
  "schedule.failed",
  "end.coming",
  "end.done",
  "review.assigned",
  "review.due",
  "review.closed",
  "connection.token-old",
  "audit.checkpoint",
  "audit.events",
] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENTS)[number];
/** Sent by hand to any webhook. */
export const TEST_EVENT = "webhook.test";
