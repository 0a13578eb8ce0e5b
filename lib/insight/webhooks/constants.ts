/** What webhooks can be told of. */
export const WEBHOOK_EVENTS = [
  "secrets.due",
  "outside.changed",
  "batch.finished",
  "batch.failed",
  "connection.refused",
  "approval.requested",
  "approval.decided",
  "connection.token-old",
  "audit.checkpoint",
  "audit.events",
] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENTS)[number];
/** The audit log itself is sent where somebody asked for it. */
export const DEFAULT_EVENTS = WEBHOOK_EVENTS.filter((event) => event !== "audit.events");
/** Sent by hand to any webhook. */
export const TEST_EVENT = "webhook.test";

export const EVENT_WORDS: Record<WebhookEventType, { label: string; hint: string }> = {
  "secrets.due": {
    label: "Secrets are due or overdue",
    hint: "Once a day, while a policy wants something rotated.",
  },
  "outside.changed": {
    label: "Something changed outside Rollcall",
    hint: "After a sync that saw people or secrets change.",
  },
  "batch.finished": { label: "A batch finished", hint: "Batches of several changes that all worked." },
  "batch.failed": {
    label: "A batch finished with failures",
    hint: "Some changes failed, or it is not known what became of them.",
  },
  "connection.refused": {
    label: "A vendor refused a token",
    hint: "The connection's token no longer works.",
  },
  "approval.requested": {
    label: "Somebody waits for an approval",
    hint: "Changes were asked for that another person has to approve.",
  },
  "approval.decided": {
    label: "A request was decided",
    hint: "It was approved, refused or withdrawn, or nobody decided in time.",
  },
  "connection.token-old": {
    label: "A stored token is old",
    hint: "Older than the policy allows, or refused and not replaced. Once a week.",
  },
  "audit.checkpoint": {
    label: "The audit log was signed",
    hint: "A checkpoint to keep: it shows later whether the log's end was cut off.",
  },
  "audit.events": {
    label: "The audit log itself",
    hint: "Every event from the first one on, in order. Without names, who did it is an id.",
  },
};

export const MAX_WEBHOOKS = 20;
/** Deliveries that may wait for one webhook; events beyond that are counted and dropped. */
export const MAX_QUEUED = 500;
/** Ended deliveries that the log keeps for each webhook. */
export const KEPT_ENDED = 100;
export const TIMEOUT_MS = 10_000;
export const FIRST_RETRY_MS = 30_000;
/** After that long nothing is tried again. */
export const GIVE_UP_MS = 24 * 3_600_000;
