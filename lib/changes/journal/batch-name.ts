import { grouped } from "#lib/core/grouped.ts";
import "server-only";
import type { Plan, PlannedChange } from "#lib/changes/schema.ts";
import type { ChangeKindName } from "#lib/core/change-names.ts";

const NAME_LENGTH = 200;
type Named = Pick<PlannedChange, "kind" | "title" | "teamName" | "skip"> & {
  /** What it becomes: a role. */
  after?: string;
  /** Whom or what it is about. */
  subject?: string;
  email?: string;
};

/** What a batch of one kind does, to `n` people, teams or secrets; `where` is the one team, "" where there are several. */
const PHRASES: Record<ChangeKindName, (n: string, where: string) => string> = {
  "member.setRole": (n, where) => `Change the role of ${n}${where && ` in ${where}`}`,
  "member.add": (n, where) => `Add ${n}${where && ` to ${where}`}`,
  "member.remove": (n, where) => `Remove ${n}${where && ` from ${where}`}`,
  "org.invite": (n, where) => `Invite ${n}${where && ` to ${where}`}`,
  "org.setRole": (n, where) => `Change the organization role of ${n}${where && ` in ${where}`}`,
  "org.removeMember": (n, where) => `Remove ${n}${where && ` from ${where}`}`,
  "org.deleteLink": (n, where) => `Delete ${n} invite links${where && ` of ${where}`}`,
  "team.create": (n, where) => `Create ${n} teams${where && ` in ${where}`}`,
  "team.rename": (n) => `Rename ${n} teams`,
  "team.delete": (n) => `Delete ${n} teams`,
  "secret.create": (n, where) => `Create ${n} secrets${where && ` in ${where}`}`,
  "secret.rotate": (n, where) => `Rotate ${n} secrets${where && ` in ${where}`}`,
  "secret.delete": (n, where) => `Delete ${n} secrets${where && ` in ${where}`}`,
};

/** One person over both vendors has one address; where there is none, the name has to do. */
const whom = ({ title, subject, email }: Named): string => email?.toLowerCase() ?? subject ?? title;

const isAboutPeople = (kind: ChangeKindName): boolean =>
  kind.startsWith("member.") || (kind.startsWith("org.") && kind !== "org.deleteLink");

/** "5 people", and where one of them is changed more than once, "5 people (7 changes)" after `where`. */
function counted(changes: readonly Named[], kind: ChangeKindName): { n: string; rest: string } {
  const size = grouped(changes.length);
  if (!isAboutPeople(kind)) return { n: size, rest: "" };
  const people = new Set(changes.map(whom)).size;
  const n = people === 1 ? "1 person" : `${grouped(people)} people`;
  return { n, rest: people === changes.length ? "" : ` (${size} changes)` };
}

/** Kinds that do the same to people, in a team and in its organization. */
const TOGETHER: readonly (readonly [kinds: readonly ChangeKindName[], phrase: string])[] = [
  [["member.setRole", "org.setRole"], "Change the role of"],
  [["member.remove", "org.removeMember"], "Remove"],
  [["member.add", "org.invite"], "Add or invite"],
];

/** Of changes of several kinds: what those have in common, or how many there are, and to how many people. */
function mixedName(changes: readonly Named[]): string {
  const [first] = changes;
  const size = `${grouped(changes.length)} changes`;
  if (!first || !changes.every((one) => isAboutPeople(one.kind))) return size;
  const { n, rest } = counted(changes, first.kind);
  const [, phrase] = TOGETHER.find(([kinds]) => changes.every((one) => kinds.includes(one.kind))) ?? [];
  if (!phrase) return `${size} to ${n}`;
  if (phrase === TOGETHER[0]?.[1] && changes.every((one) => one.after === "Member"))
    return n === "1 person" ? `Make 1 person a member${rest}` : `Make ${n} members${rest}`;
  return `${phrase} ${n}${rest}`;
}

/** A name for a batch that was given none: the change itself, or what all its changes have in common. */
export function batchName(changes: readonly Named[]): string {
  const asked = changes.filter((one) => !one.skip);
  const all = asked.length > 0 ? asked : changes;
  const [first, ...more] = all;
  if (!first) return "No changes";
  const { kind, title, teamName } = first;
  if (more.length === 0) return title.slice(0, NAME_LENGTH);
  if (more.some((one) => one.kind !== kind)) return mixedName(all).slice(0, NAME_LENGTH);
  const where = more.every((one) => one.teamName === teamName) ? teamName : "";
  const { n, rest } = counted(all, kind);
  return `${PHRASES[kind](n, where)}${rest}`.slice(0, NAME_LENGTH);
}

/** A name for a plan that somebody looks at, of which the first lines are here. */
export const nameOfPlan = ({ changes, total }: Pick<Plan, "changes" | "total">): string =>
  changes.length < total ? `${grouped(total)} changes` : batchName(changes);
