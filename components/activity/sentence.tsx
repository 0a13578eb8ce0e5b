import type { Words } from "#lib/directory/activity/schema.ts";

/** A sentence in pieces: names stand isolated, so that their script does not turn ours around. */
export function Sentence({ words }: { words: Words[] }) {
  return words.map((piece, index) =>
    piece.as ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one fixed sentence
      <bdi key={index} className={piece.as === "code" ? "mono font-medium" : "font-medium"}>
        {piece.text}
      </bdi>
    ) : (
      piece.text
    ),
  );
}
