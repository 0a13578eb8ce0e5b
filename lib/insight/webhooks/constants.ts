import { WEBHOOK_EVENTS, type WebhookEventType } from "#lib/core/webhook-events.ts";

/** The audit log itself is sent where somebody asked for it. */
export const DEFAULT_EVENTS = WEBHOOK_EVENTS.filter((event) => event !== "audit.events");

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
  "schedule.held": {
    label: "Something scheduled is held",
    hint: "At its time it was otherwise than what was seen, so it waits for a person.",
  },
  "schedule.late": {
    label: "Something scheduled began late",
    hint: "Rollcall was not running when it was due.",
  },
  "schedule.done": { label: "A scheduled batch is done", hint: "All of its changes worked." },
  "schedule.failed": {
    label: "A scheduled batch failed",
    hint: "Some of its changes failed, or it is not known what became of them.",
  },
  "end.coming": {
    label: "A role ends soon",
    hint: "A day and an hour before a role or membership with an end is over.",
  },
  "end.done": { label: "A role has ended", hint: "A role or membership with an end is over." },
  "review.assigned": {
    label: "Somebody is asked to review access",
    hint: "Rows of an access review are theirs to decide about.",
  },
  "review.due": {
    label: "An access review is due",
    hint: "A week and a day before its date, and on the day, while rows are open.",
  },
  "review.closed": {
    label: "An access review was closed",
    hint: "Its removals and changes are a batch then.",
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

/** What a receiver reads. */
export const WEBHOOK_FORMATS = ["standard", "slack", "teams"] as const;
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];
export const FORMAT_WORDS: Record<WebhookFormat, { label: string; hint: string }> = {
  standard: { label: "Standard", hint: "JSON for programs, signed as Standard Webhooks say." },
  slack: { label: "Slack", hint: "A message for an incoming webhook of Slack." },
  teams: {
    label: "Microsoft Teams",
    hint: "A card for a workflow of Teams that posts what a webhook receives.",
  },
};
/** What is for programs alone. */
export const ONLY_STANDARD: readonly WebhookEventType[] = ["audit.checkpoint", "audit.events"];
