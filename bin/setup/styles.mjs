// Makes the styles that the server writes into every page: `node bin/setup/styles.mjs DIST`. A file of their own would share a
// slow line with the scripts, and nothing could be drawn before it was there.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import tailwind from "@tailwindcss/postcss";
import postcss from "postcss";

const root = fileURLToPath(new URL("../..", import.meta.url));
const [dist = path.join(root, ".next")] = process.argv.slice(2);
const from = path.join(root, "app", "globals.css");
const media = path.join(dist, "static", "media");

/** @param {import("node:crypto").BinaryLike} content */
const digestOf = (content) => createHash("sha256").update(content).digest("hex").slice(0, 12);

const { css } = await postcss([tailwind({ base: root, optimize: { minify: true } })]).process(
  readFileSync(from, "utf8"),
  { from },
);
mkdirSync(media, { recursive: true });
// A font keeps its address as long as it keeps its content: browsers are told to keep it for good.
const served = css.replace(/url\(["']?([^"')]+\.woff2)["']?\)/g, (_, /** @type {string} */ file) => {
  const content = readFileSync(path.resolve(path.dirname(from), file));
  const name = `${path.basename(file, ".woff2")}.${digestOf(content)}.woff2`;
  writeFileSync(path.join(media, name), content);
  return `url(/_next/static/media/${name})`;
});
/** @param {string} name @param {string} content */
function serve(name, content) {
  const href = `/_next/static/media/${name}.${digestOf(content)}.css`;
  writeFileSync(path.join(dist, href.slice("/_next/".length)), content);
  return href;
}
// Fonts and the icons of rows come after the first rows (`EarlyScript`): until then the system's letters stand in their room.
/** @type {string[]} */
const rules = [];
const first = served.replace(/@font-face\{[^}]*url\([^}]*\}|[^{};]*\{--glyph:url\([^}]*\}/g, (rule) => {
  rules.push(rule);
  return "";
});
const letters = /url\(([^)]*\/inter-latin-wght-normal\.[^)]*)\)/.exec(served)?.[1];
if (!letters) throw new Error("the font of every page is not in the styles");
const styles = { css: first, href: serve("styles", served), later: serve("later", rules.join("")), letters };
writeFileSync(path.join(dist, "rollcall-styles.json"), JSON.stringify(styles));
