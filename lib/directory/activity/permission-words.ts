import { CHANGE_KIND_WORDS } from "#lib/core/change-kind-words.ts";
import { CHANGE_KINDS, type ChangeKindName } from "#lib/core/change-names.ts";
import type { Permission } from "#lib/core/permissions.ts";

/** What each permission allows, after "was not allowed to". */
const PERMISSION_WORDS: Record<Permission, string> = {
  "team.read": "look at teams",
  "member.read": "look at members",
  "secret.read": "look at names of secrets",
  "activity.read": "look at the activity",
  "connection.read": "look at connections",
  "team.refresh": "refresh a team",
  "activity.export": "export the activity",
  "member.export": "export members",
  "secret.export": "export names of secrets",
  "upload.create": "send a list of people",
  "member.setRole": "change a role in a team",
  "member.add": "add people to a team",
  "member.remove": "remove people from a team",
  "org.invite": "invite people to an organization",
  "org.setRole": "change a role in an organization",
  "org.removeMember": "remove people from an organization",
  "org.deleteLink": "delete an invite link",
  "team.create": "make a team",
  "team.rename": "rename a team",
  "team.delete": "delete a team",
  "secret.create": "make a secret",
  "secret.rotate": "rotate a secret",
  "secret.delete": "delete a secret",
  "invitation.watch": "watch for invited people",
  "person.link": "link people",
  "person.unlink": "unlink people",
  "batch.control": "control a batch",
  "offboarding.begin": "offboard people",
  "offboarding.tick": "tick off what an offboarding leaves to do",
  "policy.read": "look at the policies",
  "policy.create": "add a policy",
  "policy.update": "change a policy",
  "policy.delete": "delete a policy",
  "notice.read": "look at how e-mail stands",
  "notice.setFixed": "set what cannot be turned off",
  "webhook.read": "look at the webhooks",
  "webhook.create": "add a webhook",
  "webhook.update": "change a webhook",
  "webhook.test": "test a webhook",
  "webhook.delete": "delete a webhook",
  "connection.create": "add a connection",
  "connection.check": "check a connection",
  "connection.relabel": "rename a connection",
  "connection.replaceToken": "replace a connection's token",
  "connection.delete": "delete a connection",
  "user.read": "look at the users",
  "user.invite": "invite users",
  "user.setRole": "change a user's role",
  "user.disable": "disable users",
  "user.resetPassword": "reset a user's password",
  "user.resetTwoFactor": "take two-factor away from a user",
  "grant.set": "limit users",
  "approval.read": "look at approvals",
  "approval.decide": "decide about approvals",
  "approval.setRules": "set what needs approval",
  "review.read": "look at access reviews",
  "review.create": "begin an access review",
  "review.decide": "decide in an access review",
  "review.delegate": "hand an access review's rows to somebody else",
  "review.close": "close an access review",
  "audit.read": "look at the audit log",
  "audit.verify": "verify the audit log",
  "audit.checkpoint": "sign the audit log",
  "audit.erase": "erase personal data",
  "session.read": "look at everybody's sessions",
  "session.end": "end somebody's sessions",
  "view.save": "save a view",
  "view.share": "share a view",
  "view.deleteAny": "delete somebody else's view",
  "setup.mark": "tick off a first step",
  "profile.changePassword": "change their password",
  "profile.endSessions": "end their other sessions",
  "profile.stepUp": "confirm who they are",
  "profile.twoFactor": "set up two-factor",
  "profile.connect": "connect an account",
  "profile.setZone": "set their time zone",
  "profile.calendar": "make a calendar of what comes up",
  "token.read": "look at their API tokens",
  "token.create": "make an API token",
  "token.end": "end an API token",
  "token.manage": "look at everybody's API tokens",
  "profile.notices": "choose what they are told of",
};

/** "look at the users"; of a permission that this version does not know, nothing that is not known. */
export const permissionWords = (permission: string): string =>
  (PERMISSION_WORDS as Record<string, string>)[permission] ?? "do something";

const isKind = (name: string): name is ChangeKindName => (CHANGE_KINDS as readonly string[]).includes(name);

/** A rule as the log keeps it, "member.remove above 0", in words: "removing people from a team". */
export function ruleWords(rule: string): string {
  const [, kind = "", above = "0"] = /^(\S+) above (\d+)$/.exec(rule) ?? [];
  if (!isKind(kind)) return "other changes";
  const words = CHANGE_KIND_WORDS[kind];
  const what = `${words.slice(0, 1).toLowerCase()}${words.slice(1)}`;
  return above === "0" ? what : `${what} (more than ${above} at once)`;
}
