import type { Words } from "#lib/directory/activity/schema.ts";

/** An observation as its sentence needs it. */
export type Seen = { kind: string; subject: string; data: Record<string, unknown> };

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const name = (seen: Seen): Words => ({
  text: text(seen.data.name) || text(seen.data.email) || seen.subject,
  as: "name",
});
const secret = (seen: Seen): Words => ({ text: text(seen.data.name) || seen.subject, as: "code" });
const withArticle = (role: string): string => (/^[aeiou]/.test(role) ? `an ${role}` : `a ${role}`);

const SENTENCES: Record<string, (seen: Seen) => (string | Words)[]> = {
  "member.joined": (seen) => {
    const role = text(seen.data.role) || "member";
    return seen.data.status === "invited"
      ? [name(seen), ` was invited as ${withArticle(role)}`]
      : [name(seen), ` joined as ${withArticle(role)}`];
  },
  "member.left": (seen) => [name(seen), " left or was removed"],
  "member.roleChanged": (seen) => [name(seen), ` became ${withArticle(text(seen.data.after) || "member")}`],
  "secret.created": (seen) => ["The secret ", secret(seen), " was created"],
  "secret.rotated": (seen) => ["The secret ", secret(seen), " was changed"],
  "secret.deleted": (seen) => ["The secret ", secret(seen), " was deleted"],
  "team.created": (seen) => ["The team ", name(seen), " was created"],
  "team.renamed": (seen) => [
    "The team ",
    { text: text(seen.data.before) || "?", as: "name" },
    " was renamed to ",
    { text: text(seen.data.after) || "?", as: "name" },
  ],
  "team.deleted": (seen) => ["The team ", name(seen), " was deleted"],
};

/** The sentence of something that a sync saw, in pieces so that strangers' names stay apart from our words. */
export function observationWords(seen: Seen): Words[] {
  const pieces = SENTENCES[seen.kind]?.(seen) ?? [`${seen.kind.replace(".", " ")} `, name(seen)];
  return pieces.map((piece) => (typeof piece === "string" ? { text: piece } : piece));
}

/** The kinds of what syncs see whose sentence has this word, in small letters, in it whatever it is about. */
export const kindsToldWith = (word: string): string[] =>
  Object.keys(SENTENCES).filter((kind) =>
    [{}, { status: "invited" }].some((data) =>
      observationWords({ kind, subject: "", data }).some(
        ({ text: piece, as }) => as === undefined && piece.toLowerCase().includes(word),
      ),
    ),
  );
