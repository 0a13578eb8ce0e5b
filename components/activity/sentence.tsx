import { PersonLink } from "#components/people/person-link.tsx";
import type { Words } from "#lib/directory/activity/schema.ts";

/** A sentence in pieces: names stand isolated, so that their script does not turn ours around, and lead to whose they are. */
export function Sentence({ words }: { words: Words[] }) {
  return words.map((piece, index) =>
    piece.as ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one fixed sentence
      <PersonLink key={index} id={piece.personId}>
        <bdi className={piece.as === "code" ? "mono font-medium" : "font-medium"}>{piece.text}</bdi>
      </PersonLink>
    ) : (
      piece.text
    ),
  );
}

/** The same as plain text: what controls beside it are called after. */
export const plainWords = (words: readonly Words[]): string => words.map(({ text }) => text).join("");
