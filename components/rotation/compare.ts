import type { DotenvEntry } from "#lib/changes/rotation/dotenv.ts";
import { askCompared } from "#lib/changes/rotation/queries.ts";
import { type ComparedValue, MAX_COMPARED, MAX_REQUEST } from "#lib/changes/rotation/schema.ts";

/** Pieces of a list that each fit into one request. */
function* pieces(entries: readonly DotenvEntry[]): Generator<{ name: string; value: string }[]> {
  let piece: { name: string; value: string }[] = [];
  let size = 0;
  for (const { name, value } of entries) {
    const own = JSON.stringify({ name, value }).length;
    if (piece.length > 0 && (piece.length >= MAX_COMPARED || size + own > MAX_REQUEST / 4)) {
      yield piece;
      piece = [];
      size = 0;
    }
    piece.push({ name, value });
    size += own;
  }
  if (piece.length > 0) yield piece;
}

/** What setting the entries in these teams would be, by the store. Throws ActionFailure. */
export async function compareAll(
  entries: readonly DotenvEntry[],
  teamIds: readonly string[],
): Promise<ComparedValue[]> {
  const compared: ComparedValue[] = [];
  for (const values of pieces(entries))
    compared.push(...(await askCompared({ teamIds: [...teamIds], values })));
  return compared;
}
