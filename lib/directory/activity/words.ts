import { permissionWords, ruleWords } from "#lib/directory/activity/permission-words.ts";
import { REVIEW_SENTENCES } from "#lib/directory/activity/review-words.ts";
import { name, type Said, text, user } from "#lib/directory/activity/said.ts";
import type { Words } from "#lib/directory/activity/schema.ts";

const ROLES: Record<string, string> = { viewer: "viewer", operator: "operator", admin: "admin" };

const mail = (said: Said): Words => name(said.personal.email, "somebody");
const what = (said: Said): Words => name(said.personal.what, "changes");
const minutes = (value: unknown): string => (value === 1 ? "1 minute" : `${text(value, "?")} minutes`);
const batch = (said: Said): Words => name(said.personal.batch, "a batch");
const label = (said: Said): Words => name(said.facts.label, "a connection");
/** A view's name may be somebody's: it is personal. Facts have it of events from before. */
const viewName = ({ personal, facts }: Said): Words => name(personal.name ?? facts.name, "of a list");

/** What a limit leaves. */
const places = ({ personal }: Said): string =>
  Array.isArray(personal.places) && personal.places.length > 0 ? personal.places.join(", ") : "nothing";

const days = (value: unknown): string => (value === 1 ? "1 day" : `${text(value, "?")} days`);
/** What a policy is about. */
const scope = ({ facts }: Said): (string | Words)[] => [
  "rotate ",
  ...(facts.pattern ? [{ text: text(facts.pattern, ""), as: "code" as const }] : ["secrets"]),
  ...(facts.team ? [" of ", name(facts.team, "a team")] : []),
];

const NOTICE_WAY: Record<string, string> = { once: "at once", digest: "once a day", off: "nothing" };

const SENTENCES: Record<string, (said: Said) => (string | Words)[]> = {
  "session.started": () => ["Signed in"],
  "session.codeAsked": () => ["Gave the right password and was asked for a code"],
  "session.ended": () => ["Signed out"],
  "session.failed": (said) => ["Failed sign-in for ", mail(said)],
  "access.refused": (said) => [
    `Was not allowed to ${permissionWords(text(said.facts.permission, ""))}`,
    ...(typeof said.facts.times === "number" ? [`, ${said.facts.times} more times`] : []),
  ],
  "access.flood": () => ["Was refused more often than is put down one by one"],
  "invitation.watch": (said) => [
    `Began to watch for ${text(said.facts.count, "some")} invited ${said.facts.count === 1 ? "person" : "people"} in `,
    name(said.facts.team, "a team"),
  ],
  "invitation.dismiss": (said) => ["Stopped watching for ", mail(said)],
  "connection.create": (said) => ["Added the connection ", label(said)],
  "connection.check": (said) => ["Checked the token of ", label(said)],
  "connection.relabel": (said) => [
    "Renamed the connection ",
    name(said.facts.before, "?"),
    " to ",
    name(said.facts.after, "?"),
  ],
  "connection.replaceToken": (said) => ["Replaced the token of ", label(said)],
  "connection.reseal": (said) => ["Sealed the token of ", label(said), " again"],
  "connection.delete": (said) => ["Deleted the connection ", label(said)],
  "connection.refused": (said) => ["The token of ", label(said), " no longer works"],
  "connection.tokenOld": (said) => [
    "The token of ",
    label(said),
    said.facts.reason === "refused"
      ? " is refused and was not replaced"
      : ` is stored for more than ${days(said.facts.limitDays)}: make a new one`,
  ],
  "connection.readonly": (said) => ["The token of ", label(said), " may read, and not change"],
  "connection.worksAgain": (said) => ["The token of ", label(said), " works again"],
  "user.create": (said) => ["Created the user ", user(said)],
  "approval.ask": (said) => ["Asked for approval: ", name(said.personal.what, "changes")],
  "approval.approve": (said) => ["Approved ", name(said.personal.what, "a request")],
  "approval.refuse": (said) => [
    "Refused ",
    name(said.personal.what, "a request"),
    ...(said.personal.reason ? [`: ${text(said.personal.reason, "")}`] : []),
  ],
  "approval.withdraw": (said) => ["Withdrew the request ", name(said.personal.what, "for changes")],
  "approval.expire": (said) => ["Nobody decided in time about ", name(said.personal.what, "a request")],
  "end.keep": (said) => ["Took the end off: ", name(said.personal.what, "a role")],
  "end.fall": (said) => [
    name(said.personal.what, "The end of a role"),
    " fell",
    ...(said.personal.reason ? [`: ${text(said.personal.reason, "")}`] : []),
  ],
  "end.retry": (said) => [
    name(said.personal.what, "The end of a role"),
    " did not work and is tried again",
    ...(said.personal.reason ? [`: ${text(said.personal.reason, "")}`] : []),
  ],
  "end.hold": (said) => [
    name(said.personal.what, "The end of a role"),
    " did not work and waits for a person",
    ...(said.personal.reason ? [`: ${text(said.personal.reason, "")}`] : []),
  ],
  "schedule.create": (said) => [
    "Scheduled ",
    what(said),
    ...(said.personal.when ? [` for ${text(said.personal.when, "")}`] : []),
  ],
  "schedule.start": (said) => [
    Number(said.facts.lateMinutes) > 0
      ? `Began ${minutes(said.facts.lateMinutes)} late what was scheduled: `
      : "Began what was scheduled: ",
    what(said),
    ...(Number(said.facts.held) > 0
      ? [`; held ${said.facts.held === 1 ? "1 line" : `${said.facts.held} lines`} of it`]
      : []),
  ],
  "schedule.hold": (said) => [
    "Held what was scheduled: ",
    what(said),
    ...(said.personal.reason ? [`. ${text(said.personal.reason, "")}`] : []),
  ],
  "schedule.leave": (said) => [
    "Left alone what had an end: ",
    what(said),
    ...(said.personal.reason ? [`. ${text(said.personal.reason, "")}`] : []),
  ],
  "schedule.move": (said) => [
    "Changed the time of ",
    what(said),
    ...(said.personal.when ? [` to ${text(said.personal.when, "")}`] : []),
  ],
  "schedule.cancel": (said) => [
    "Cancelled what was scheduled: ",
    what(said),
    ...(said.personal.reason ? [`. ${text(said.personal.reason, "")}`] : []),
  ],
  "approval.setRules": (said) => [
    Array.isArray(said.facts.after) && said.facts.after.length > 0
      ? `Set what needs approval: ${said.facts.after.map((rule) => ruleWords(text(rule, "?"))).join(", ")}`
      : "Set that nothing needs approval",
  ],
  "grant.set": (said) => [
    said.facts.isLimited ? "Limited " : "Took the limit off ",
    user(said),
    ...(said.facts.isLimited ? [` to ${places(said)}`] : []),
  ],
  "user.setRole": (said) => [
    "Made ",
    user(said),
    ` ${ROLES[text(said.facts.after, "")] === "admin" || text(said.facts.after, "") === "operator" ? "an" : "a"} `,
    text(said.facts.after, "user"),
  ],
  "user.disable": (said) => ["Disabled ", user(said)],
  "user.enable": (said) => ["Enabled ", user(said)],
  "user.invite": (said) => [
    "Invited ",
    mail(said),
    ` to Rollcall as ${text(said.facts.role, "a user")}`,
    ...(said.facts.isLimited ? [`, limited to ${places(said)}`] : []),
  ],
  "user.revokeInvite": (said) => ["Revoked the invitation of ", mail(said)],
  "user.join": () => ["Joined Rollcall"],
  "user.resetPassword": (said) => ["Made a password link for ", user(said)],
  "user.setPassword": () => ["Set a new password by link"],
  "profile.changePassword": () => ["Changed their own password"],
  "profile.calendarOn": (said) => [
    said.facts.withNames
      ? "Made an address of their calendar, with names"
      : "Made an address of their calendar",
  ],
  "profile.calendarOff": () => ["Ended the address of their calendar"],
  "profile.setZone": (said) => ["Set their time zone to ", name(said.facts.zone, "another one")],
  "profile.endSessions": () => ["Ended other sessions"],
  "profile.stepUp": () => ["Confirmed who they are"],
  "profile.twoFactorOn": () => ["Turned two-factor on"],
  "profile.twoFactorOff": () => ["Turned two-factor off"],
  "profile.recoveryCodes": () => ["Made new recovery codes"],
  "profile.connect": (said) => ["Connected their account at ", name(said.facts.provider, "a provider")],
  "profile.disconnect": (said) => ["Disconnected their account at ", name(said.facts.provider, "a provider")],
  "profile.setNotice": ({ facts }) => [
    `Chose to be told ${NOTICE_WAY[text(facts.way, "")] ?? "otherwise"}: ${text(facts.label, "something")}`,
  ],
  "profile.stopNotice": ({ facts }) => [`Stopped by a link in a mail: ${text(facts.label, "something")}`],
  "profile.testMail": () => ["Asked for a test e-mail"],
  "notice.setFixed": ({ facts }) => [
    Array.isArray(facts.after) && facts.after.length > 0
      ? `Set that ${facts.after.length} kinds of notices cannot be turned off`
      : "Set that every notice can be turned off",
  ],
  "user.resetTwoFactor": (said) => ["Took two-factor away from ", user(said)],
  "user.endSessions": (said) =>
    said.facts.userId === "everybody" ? ["Ended everybody's sessions"] : ["Ended sessions of ", user(said)],
  "policy.create": (said) => ["Added a policy: ", ...scope(said), ` after ${days(said.facts.days)}`],
  "policy.update": (said) => [
    "Changed a policy: ",
    ...scope(said),
    ` after ${days(said.facts.days)}, before it was ${days(said.facts.before)}`,
  ],
  "policy.setTokenDays": (said) => [
    `Set that stored tokens are old after ${days(said.facts.days)}, before it was ${days(said.facts.before)}`,
  ],
  "policy.delete": (said) => ["Deleted a policy: ", ...scope(said), ` after ${days(said.facts.days)}`],
  "view.share": (said) => ["Shared the view ", viewName(said), " with everybody"],
  "view.unshare": (said) => ["Took the shared view ", viewName(said), " back"],
  "token.create": ({ facts, personal }) => [
    "Made the API token ",
    name(personal.token, "of a name that was erased"),
    ...(Array.isArray(facts.scopes) ? [` for ${facts.scopes.join(", ")}`] : []),
    ...(Array.isArray(personal.places) ? [`, limited to ${personal.places.join(", ")}`] : []),
  ],
  "token.unknown": (said) => [
    "Asked the API with a token that does not exist",
    ...(typeof said.facts.times === "number" ? [`, ${said.facts.times} more times`] : []),
  ],
  "token.end": ({ personal }) => [
    "Ended the API token ",
    name(personal.token, "of a name that was erased"),
    ...(personal.email ? [" of ", name(personal.name ?? personal.email, "somebody")] : []),
  ],
  "webhook.create": (said) => ["Added the webhook ", label(said)],
  "webhook.update": (said) => ["Changed the webhook ", label(said)],
  "webhook.pause": (said) => ["Paused the webhook ", label(said)],
  "webhook.resume": (said) => ["Resumed the webhook ", label(said)],
  "webhook.test": (said) => ["Tested the webhook ", label(said)],
  "webhook.delete": (said) => ["Deleted the webhook ", label(said)],
  ...REVIEW_SENTENCES,
  "offboarding.lookAgain": (said) => [
    Number(said.facts.back) > 0
      ? "Looked again, and they are back: "
      : Number(said.facts.open) > 0
        ? "Looked again, and a door is still open: "
        : Number(said.facts.unread) > 0
          ? "Looked again, and could not read all: "
          : "Looked again, and they stayed away: ",
    user(said),
  ],
  "offboarding.begin": (said) => ["Began to offboard ", user(said)],
  "offboarding.tick": (said) => ["Ticked off: ", text(said.personal.item, "an item")],
  "offboarding.untick": (said) => ["Took back the tick: ", text(said.personal.item, "an item")],
  "person.link": (said) => [
    "Linked ",
    name(said.personal.label, "somebody"),
    " to ",
    name(said.personal.into, "another person"),
  ],
  "person.unlink": (said) => [
    "Unlinked ",
    name(said.personal.label, "somebody"),
    " from ",
    name(said.personal.from, "another person"),
  ],
  "backup.create": (said) => [
    `Made a backup ${said.facts.keys === "none" ? "without the keys" : said.facts.keys === "plain" ? "with the keys in plain" : "with the keys under a passphrase"}`,
  ],
  "backup.restore": () => ["Restored a backup"],
  "keys.kept": () => ["Said that the keys are backed up"],
  "setup.hideSteps": () => ["Put the first steps away"],
  "keys.add": (said) => ["Added the key ", name(said.facts.key, "?")],
  "keys.rotate": (said) => ["Made the key ", name(said.facts.key, "?"), " the one that seals"],
  "keys.retire": (said) => ["Took the key ", name(said.facts.key, "?"), " out of the ring"],
  "keys.reseal": (said) => ["Sealed again with the key ", name(said.facts.key, "?")],
  "keys.rotateSession": () => ["Made a new session secret and signed everybody out"],
  "audit.erase": ({ facts }) => [
    `Erased the personal data of ${Array.isArray(facts.eventIds) && facts.eventIds.length > 1 ? `${facts.eventIds.length} events` : "an event"}`,
  ],
  "audit.verify": ({ facts }) => [
    typeof facts.events === "number"
      ? `Verified the audit log: ${text(facts.events, "its")} events are sound`
      : `Verified the audit log: event ${text(facts.seq, "?")} is not sound`,
  ],
  "audit.checkpoint": () => ["Signed the audit log's head"],
  "audit.authenticate": () => ["Began to mark every event of the audit log with a key"],
  "audit.retention": ({ facts }) => [
    `Removed ${text(facts.removed, "the oldest")} events that were older than ${days(facts.days)}`,
  ],
  "connection.carryToken": (said) => ["Kept on record which token of ", label(said), " is stored"],
  "user.erase": () => ["Erased who a user was"],
  "read.user": () => ["Looked at the users"],
  "read.session": () => ["Looked at everybody's sessions"],
  "read.audit": () => ["Looked at the state of the audit log"],
  "read.notice": () => ["Looked at how e-mail stands"],
  "read.webhook": () => ["Looked at the webhooks"],
  "read.connection": () => ["Looked at the connections"],
  "batch.pause": (said) => ["Paused the batch ", batch(said)],
  "batch.resume": (said) => ["Went on with the batch ", batch(said)],
  "batch.cancel": (said) => ["Cancelled what had not begun of the batch ", batch(said)],
  "batch.retry": (said) => [
    `Tried ${text(said.facts.changes, "the failed")} failed changes again in the batch `,
    batch(said),
  ],
  "batch.receipt": (said) => ["Took the receipt of the batch ", batch(said)],
  "member.export": (said) => [`Exported ${text(said.facts.rows, "the")} members`],
  "person.export": () => ["Exported people"],
  "roster.export": (said) => [
    "Exported the roster of ",
    ...(said.facts.team ? [name(said.facts.team, "a team")] : ["all teams"]),
  ],
  "upload.create": (said) => [
    said.facts.kind === "roster" ? "Sent a roster: " : "Sent a list of people to invite: ",
    name(said.personal.name, "pasted"),
  ],
  "secret.export": () => ["Exported names of secrets"],
  "activity.export": (said) => [
    said.facts.partial === false ? "Exported the whole audit log" : "Exported events",
  ],
};

/** "invitation.watch" → "Invitation watch": for an event this version has no sentence for. */
const fallback = (action: string): string => {
  const words = action
    .replace(".", " ")
    .replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
};

/** The sentence of an event that is not a change, in pieces so that strangers' names stay apart from our words. */
export function eventWords(said: Said): Words[] {
  const pieces = SENTENCES[said.action]?.(said) ?? [fallback(said.action)];
  return pieces.map((piece) => (typeof piece === "string" ? { text: piece } : piece));
}

/** What some sentences say otherwise: facts that turn them. */
const TURNS: readonly Record<string, unknown>[] = [
  {},
  { isLimited: true, back: 1, reason: "refused", kind: "roster", after: ["?"] },
  { open: 1, userId: "everybody" },
];

/** The actions of events whose sentence has this word, in small letters, in it whatever they are about. */
export const actionsToldWith = (word: string): string[] =>
  Object.keys(SENTENCES).filter((action) =>
    TURNS.some((facts) =>
      eventWords({ action, facts, personal: {} }).some(
        ({ text: piece, as }) => as === undefined && piece.toLowerCase().includes(word),
      ),
    ),
  );

/** A change's title with its subject stressed wherever it first stands in it. */
export function changeWords(title: string, subject: string, isSecret: boolean): Words[] {
  const at = subject === "" ? -1 : title.indexOf(subject);
  if (at < 0) return [{ text: title }];
  const stressed: Words = { text: subject, as: isSecret ? "code" : "name" };
  return [{ text: title.slice(0, at) }, stressed, { text: title.slice(at + subject.length) }].filter(
    (piece) => piece.text !== "",
  );
}
