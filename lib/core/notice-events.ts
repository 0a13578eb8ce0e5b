import type { Permission } from "#lib/core/permissions.ts";

/** What people can be told of by e-mail. */
export const NOTICE_EVENTS = [
  "approval.asked",
  "approval.decided",
  "schedule.held",
  "schedule.late",
  "schedule.failed",
  "schedule.done",
  "end.coming",
  "end.done",
  "review.assigned",
  "review.due",
  "review.closed",
  "secrets.due",
  "connection.refused",
  "token.old",
  "batch.ended",
  "apiToken.ending",
] as const;
export type NoticeEvent = (typeof NOTICE_EVENTS)[number];

/** How somebody is told: at once, with the day's other things, or not at all. */
export const NOTICE_WAYS = ["once", "digest", "off"] as const;
export type NoticeWay = (typeof NOTICE_WAYS)[number];

export type NoticeFacts = {
  /** How people are told who have chosen nothing. */
  way: NoticeWay;
  /** Who has it not, when the mail goes out, is not told. */
  needs: Permission;
  /** What the profile calls it, and when it happens. */
  label: string;
  hint: string;
  /** What a mail says of one, and of several. `what` is the name of the thing. */
  one: (what: string) => string;
  many: (count: number) => string;
};

const of = (what: string): string => (what ? `: ${what}` : "");

export const NOTICE_FACTS: Record<NoticeEvent, NoticeFacts> = {
  "approval.asked": {
    ...{ way: "once", needs: "approval.decide" },
    label: "Somebody waits for an approval",
    hint: "Changes were asked for that you may approve.",
    one: (what) => `Approval asked for${of(what)}`,
    many: (count) => `${count} approvals asked for`,
  },
  "approval.decided": {
    ...{ way: "once", needs: "activity.read" },
    label: "A request of yours was decided",
    hint: "It was approved or refused, or nobody decided in time.",
    one: (what) => `Decided${of(what)}`,
    many: (count) => `${count} requests decided`,
  },
  "schedule.held": {
    ...{ way: "once", needs: "activity.read" },
    label: "A scheduled batch is held",
    hint: "Something is different from what was seen, so it waits for a person.",
    one: (what) => `Held${of(what)}`,
    many: (count) => `${count} scheduled batches are held`,
  },
  "schedule.late": {
    ...{ way: "once", needs: "activity.read" },
    label: "A scheduled batch is late",
    hint: "Rollcall was not running when it was due.",
    one: (what) => `Late${of(what)}`,
    many: (count) => `${count} scheduled batches are late`,
  },
  "schedule.failed": {
    ...{ way: "once", needs: "activity.read" },
    label: "A scheduled batch failed",
    hint: "Some of its changes failed, or it is not known what became of them.",
    one: (what) => `Failed${of(what)}`,
    many: (count) => `${count} scheduled batches failed`,
  },
  "schedule.done": {
    ...{ way: "digest", needs: "activity.read" },
    label: "A scheduled batch is done",
    hint: "All of its changes worked.",
    one: (what) => `Done${of(what)}`,
    many: (count) => `${count} scheduled batches are done`,
  },
  "end.coming": {
    ...{ way: "once", needs: "member.read" },
    label: "A role ends soon",
    hint: "A day and an hour before a role or membership with an end is over.",
    one: (what) => `Ends soon${of(what)}`,
    many: (count) => `${count} roles end soon`,
  },
  "end.done": {
    ...{ way: "digest", needs: "member.read" },
    label: "A role has ended",
    hint: "A role or membership with an end is over.",
    one: (what) => `Ended${of(what)}`,
    many: (count) => `${count} roles have ended`,
  },
  "review.assigned": {
    ...{ way: "once", needs: "review.read" },
    label: "A review waits for you",
    hint: "You are asked to say who keeps their access.",
    one: (what) => `Review for you${of(what)}`,
    many: (count) => `${count} reviews for you`,
  },
  "review.due": {
    ...{ way: "once", needs: "review.read" },
    label: "A review of yours is due",
    hint: "Some days before, and on the day.",
    one: (what) => `Review due${of(what)}`,
    many: (count) => `${count} reviews are due`,
  },
  "review.closed": {
    ...{ way: "digest", needs: "review.read" },
    label: "A review was closed",
    hint: "One that you began or took part in.",
    one: (what) => `Review closed${of(what)}`,
    many: (count) => `${count} reviews closed`,
  },
  "secrets.due": {
    ...{ way: "digest", needs: "secret.rotate" },
    label: "Secrets are due or overdue",
    hint: "Once a day, while a policy wants something rotated.",
    one: (what) => `Secrets to rotate${of(what)}`,
    many: (count) => `${count} reminders of secrets to rotate`,
  },
  "connection.refused": {
    ...{ way: "once", needs: "connection.replaceToken" },
    label: "A vendor refused a token",
    hint: "A connection's token no longer works.",
    one: (what) => `Token refused${of(what)}`,
    many: (count) => `${count} tokens refused`,
  },
  "token.old": {
    ...{ way: "digest", needs: "connection.replaceToken" },
    label: "A stored token is old",
    hint: "Older than the policy allows, or refused and not replaced. Once a week.",
    one: (what) => `Token to replace${of(what)}`,
    many: (count) => `${count} tokens to replace`,
  },
  "batch.ended": {
    ...{ way: "off", needs: "activity.read" },
    label: "A batch of yours ended",
    hint: "Batches of several changes that you began.",
    one: (what) => `Batch ended${of(what)}`,
    many: (count) => `${count} batches ended`,
  },
  "apiToken.ending": {
    ...{ way: "once", needs: "token.read" },
    label: "An API token of yours ends soon",
    hint: "Seven days before, so that no program stops unseen.",
    one: (what) => `API token ends soon${of(what)}`,
    many: (count) => `${count} API tokens end soon`,
  },
};
