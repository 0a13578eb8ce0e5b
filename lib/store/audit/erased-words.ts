import type { ChangeKindName } from "#lib/core/change-names.ts";
import { emailKey } from "#lib/core/email-key.ts";
import { newTeamWords } from "#lib/core/person-words.ts";

/** Somebody as a change keeps them. */
type NamedPerson = { userId: string; name: string; email?: string };

/** Stands in the place of a name that was erased. */
export const SOMEBODY = "somebody";

/** A batch or a request that named them. */
export const OF_SOMEBODY = `Changes of ${SOMEBODY}`;

/** Who is erased, and by what they are found. */
export type Person = {
  id: string;
  emails: readonly string[];
  targets: ReadonlySet<string>;
  /** The vendors' ids of their accounts. */
  userIds: ReadonlySet<string>;
  isNamedIn: (text: string) => boolean;
};

const TITLES: Partial<Record<ChangeKindName, (team: string) => string>> = {
  "member.setRole": (team) => `Change ${SOMEBODY}'s role in ${team}`,
  "member.add": (team) => `Add ${SOMEBODY} to ${team}`,
  "member.remove": (team) => `Remove ${SOMEBODY} from ${team}`,
  "org.invite": (team) => `Invite ${SOMEBODY} to ${team}`,
  "org.setRole": (team) => `Change ${SOMEBODY}'s role in ${team}`,
  "org.removeMember": (team) => `Remove ${SOMEBODY} from ${team}`,
};

/** What a change is called once nobody is named in it. */
export const erasedTitle = (kind: string, team?: unknown): string =>
  TITLES[kind as ChangeKindName]?.(typeof team === "string" && team !== "" ? team : "a team") ??
  `A change that named ${SOMEBODY}`;

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Whether a sentence names somebody by one of these: by itself, not as a part of another word or address. */
export function namesAny(names: readonly string[]): (text: string) => boolean {
  const patterns = names
    .filter((name) => name.trim() !== "")
    .map((name) =>
      name.includes("@")
        ? new RegExp(`(?<![\\w.+%-])${escaped(name)}(?![\\w.-]*\\w)`, "iu")
        : new RegExp(`(?<![\\p{L}\\p{N}])${escaped(name)}(?![\\p{L}\\p{N}])`, "iu"),
    );
  return (text) => patterns.some((pattern) => pattern.test(text));
}

/** Fields that hold somebody's name or address and nothing else. */
const PERSONAL = new Set(["subject", "email", "emails", "person", "address", "label", "displayName"]);

type Values = Record<string, unknown>;

/**
 * What is kept of somebody, without them: fields that hold a name or an address are replaced whole, sentences that name
 * them are too, and everything else stays as it is, whatever they are called. Text is never replaced inside of JSON.
 */
export function withoutPerson(kept: Values, { title }: { title: string }): Values {
  const entries = Object.entries(kept).map(([key, value]) => {
    if (key === "title") return [key, title];
    if (!PERSONAL.has(key)) return [key, value];
    if (Array.isArray(value)) return [key, []];
    return [key, typeof value === "string" ? (key === "email" ? "" : SOMEBODY) : value];
  });
  return Object.fromEntries(entries);
}

/** What is kept of several people, without one of them; undefined where they are not among these. */
export function withoutAmong(kept: Values, { userIds, emails }: Person): Values | undefined {
  const people = Array.isArray(kept.people) ? (kept.people as NamedPerson[]) : [];
  const isTheirs = ({ userId, email }: NamedPerson): boolean =>
    userIds.has(userId) || emails.includes(emailKey(email) ?? "");
  if (!people.some(isTheirs)) return undefined;
  const clean = people.map((one) => (isTheirs(one) ? { userId: one.userId, name: SOMEBODY } : one));
  return { ...kept, people: clean, after: newTeamWords(clean) };
}
