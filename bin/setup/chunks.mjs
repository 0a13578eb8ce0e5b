import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Script } from "node:vm";
import { parseAst } from "rolldown/parseAst";

/** Whatever may be a tag, or the end of another template. */
const TAGGED = /[\w$)\]]\s*`/;
const NOT_ASCII = /[^\0-\x7f]/;

/**
 * Has the server hold less of its own source, which V8 keeps for as long as the process lives. Of chunks that Next writes
 * several times under different names, all but one lead to the first; and a chunk is written in ASCII, since one sign outside
 * of Latin-1 makes V8 keep two bytes for each. Returns how many were changed.
 * @param {string} folder
 * @returns {{ twins: number, escaped: number }}
 */
export function slimChunks(folder) {
  /** @type {Map<string, string>} */
  const firsts = new Map();
  const changed = { twins: 0, escaped: 0 };
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".js"),
  );
  for (const file of files.sort()) {
    const full = path.join(folder, file);
    const text = readFileSync(full, "utf8");
    // What else is there runs on its own, like Turbopack's runtime, which is one for the pages and one for the routes.
    if (!text.startsWith("module.exports=[")) continue;
    const first = firsts.get(text);
    if (first !== undefined) {
      const way = path.relative(path.dirname(full), first).split(path.sep).join("/");
      writeFileSync(
        full,
        `module.exports=require(${JSON.stringify(way.startsWith(".") ? way : `./${way}`)});\n`,
      );
      changed.twins += 1;
      continue;
    }
    firsts.set(text, full);
    const ascii = inAscii(text);
    if (ascii === text) continue;
    writeFileSync(full, ascii);
    changed.escaped += 1;
  }
  return changed;
}

/**
 * A script with other signs as escapes. Where that is no script any more, or may be another one, or is no shorter in memory, as it was.
 * @param {string} text
 */
export function inAscii(text) {
  const ascii = text.replace(
    /(\\*)([^\0-\x7f])/g,
    (_, /** @type {string} */ slashes, /** @type {string} */ sign) => {
      // A backslash before such a sign means nothing; before its escape it would.
      const before = slashes.length % 2 === 0 ? slashes : slashes.slice(1);
      return `${before}\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
    },
  );
  // The two separators end a line where they stand, and in an escape they do not.
  if (ascii === text || ascii.length >= 2 * text.length || /[\u2028\u2029]/.test(text)) return text;
  try {
    if (TAGGED.test(text) && readsItsSource(parseAst(text))) return text;
    new Script(`(function(){${ascii}\n})`);
    return ascii;
  } catch {
    return text;
  }
}

/**
 * Whether a template has signs that would be escaped, and a tag that may read it raw, as it is written.
 * @param {unknown} node of a syntax tree
 * @returns {boolean}
 */
function readsItsSource(node) {
  if (typeof node !== "object" || node === null) return false;
  if ("quasi" in node && NOT_ASCII.test(JSON.stringify(node.quasi))) return true;
  return Object.values(node).some(readsItsSource);
}
