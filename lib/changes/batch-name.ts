import "server-only";
import type { ChangeKindName } from "#lib/changes/names.ts";
import type { PlannedChange } from "#lib/changes/schema.ts";

const NAME_LENGTH = 200;
type Named = Pick<PlannedChange, "kind" | "title" | "teamName" | "after" | "skip">;

/** What a batch of one kind does, for `n` changes; `where` is the one team, "" where there are several. */
const PHRASES: Record<ChangeKindName, (n: string, where: string) => string> = {
  "member.setRole": (n, where) => `Change the role of ${n} people${where && ` in ${where}`}`,
  "member.add": (n, where) => `Add ${n} people${where && ` to ${where}`}`,
  "member.remove": (n, where) => `Remove ${n} people${where && ` from ${where}`}`,
  "org.invite": (n, where) => `Invite ${n} people${where && ` to ${where}`}`,
  "org.setRole": (n, where) => `Change the organization role of ${n} people${where && ` in ${where}`}`,
  "org.removeMember": (n, where) => `Remove ${n} people${where && ` from ${where}`}`,
  "org.deleteLink": (n, where) => `Delete ${n} invite links${where && ` of ${where}`}`,
  "team.create": (n, where) => `Create ${n} teams${where && ` in ${where}`}`,
  "team.rename": (n) => `Rename ${n} teams`,
  "team.delete": (n) => `Delete ${n} teams`,
  "secret.create": (n, where) => `Create ${n} secrets${where && ` in ${where}`}`,
  "secret.rotate": (n, where) => `Rotate ${n} secrets${where && ` in ${where}`}`,
  "secret.delete": (n, where) => `Delete ${n} secrets${where && ` in ${where}`}`,
};

/** A name for a batch that was given none: the change itself, or what all its changes have in common. */
export function batchName(changes: readonly Named[]): string {
  const asked = changes.filter((one) => !one.skip);
  const [first, ...more] = asked.length > 0 ? asked : changes;
  if (!first) return "No changes";
  if (more.length === 0) return first.title.slice(0, NAME_LENGTH);
  const n = (more.length + 1).toLocaleString("en");
  if (more.some((one) => one.kind !== first.kind)) return `${n} changes`;
  const where = more.every((one) => one.teamName === first.teamName) ? first.teamName : "";
  return PHRASES[first.kind](n, where).slice(0, NAME_LENGTH);
}
