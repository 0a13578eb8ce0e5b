import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";

/** So many pixels more than this have to be looked at. */
const PIXELS = 16;
/** How far two colours may lie apart and still be called the same, from 0 to 1: a browser draws the same page the same way. */
const COLOUR_DISTANCE = 0.004;

export type Chosen = { only?: RegExp; look?: RegExp };
/** `share` of differing pixels; undefined where one of the two pictures is missing. */
type Compared = { name: string; is: "same" | "differs" | "missing" | "new"; share?: number; words: string };

/**
 * Compares two folders of pictures by name, writes what differs into `diffs`, as before, after and difference side by side, and
 * prints one line for each that is not the same, worst first. Resolves to how many that are.
 */
export function comparePictures(before: string, after: string, diffs: string, chosen: Chosen = {}): number {
  const [olds, news] = [picturesIn(before, chosen), picturesIn(after, chosen)];
  if (olds.length === 0) throw new Error(`there are no pictures in ${before}`);
  const names = [...new Set([...olds, ...news])].sort();
  const all = names.map((name): Compared => {
    if (!news.includes(name)) return { name, is: "missing", words: "missing in the second folder" };
    if (!olds.includes(name)) return { name, is: "new", words: "new in the second folder" };
    return compareOne(name, before, after, diffs);
  });
  const others = all.filter(({ is }) => is !== "same");
  others.sort((one, other) => (other.share ?? 2) - (one.share ?? 2));
  for (const { share, name, words } of others)
    console.log(
      `${share === undefined ? "       –" : `${(share * 100).toFixed(3).padStart(7)}%`}  ${name}  ${words}`,
    );
  const smallest = all.filter(({ is, share }) => is === "same" && share).length;
  console.log(
    `${all.length} pictures: ${all.length - others.length} the same${smallest ? ` (${smallest} but for a few pixels)` : ""}, ${others.length} not`,
  );
  if (others.some(({ is }) => is === "differs")) console.log(`The differences are drawn in ${diffs}`);
  return others.length;
}

/** As "<look>/<shot>.png". */
function picturesIn(folder: string, { only, look }: Chosen): string[] {
  if (!existsSync(folder)) throw new Error(`there is no folder ${folder}`);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && (!look || look.test(entry.name)))
    .flatMap(({ name }) => readdirSync(path.join(folder, name)).map((file) => `${name}/${file}`))
    .filter((name) => name.endsWith(".png") && (!only || only.test(path.basename(name, ".png"))));
}

function compareOne(name: string, before: string, after: string, diffs: string): Compared {
  const [oldBytes, newBytes] = [readFileSync(path.join(before, name)), readFileSync(path.join(after, name))];
  if (oldBytes.equals(newBytes)) return { name, is: "same", words: "" };
  const [old, now] = [PNG.sync.read(oldBytes), PNG.sync.read(newBytes)];
  const { width, height } = old;
  if (now.width !== width || now.height !== height)
    return { name, is: "differs", share: 1, words: `${width}×${height} was, ${now.width}×${now.height} is` };
  const drawn = new PNG({ width, height });
  const options = { threshold: COLOUR_DISTANCE, includeAA: true };
  const pixels = pixelmatch(old.data, now.data, drawn.data, width, height, options);
  const share = pixels / (width * height);
  if (pixels <= PIXELS) return { name, is: "same", share, words: "" };
  const file = path.join(diffs, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, PNG.sync.write(sideBySide([old, now, drawn])));
  return { name, is: "differs", share, words: `${pixels} pixels` };
}

function sideBySide(pictures: readonly PNG[]): PNG {
  const gap = 8;
  const width = pictures.reduce((sum, each) => sum + each.width + gap, -gap);
  const whole = new PNG({ width, height: Math.max(...pictures.map(({ height }) => height)) });
  let left = 0;
  for (const each of pictures) {
    PNG.bitblt(each, whole, 0, 0, each.width, each.height, left, 0);
    left += each.width + gap;
  }
  return whole;
}
