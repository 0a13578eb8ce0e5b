/**
 * Whether a request's path has one spelling only: no double slash, dot segment, backslash, control character, nor any of
 * them encoded. Rollcall makes no such address, and the layers behind might disagree about what it means.
 */
export function isPlainPath(url: string): boolean {
  const path = url.split("?", 1)[0] ?? "";
  if (!path.startsWith("/") || path.includes("//")) return false;
  if (/%(?:2f|5c|25|2e|0\d|1[\da-f]|7f)/i.test(path)) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\\\u0000-\u0020\u007f#]/.test(path)) return false;
  if (path.split("/").some((segment) => segment === "." || segment === "..")) return false;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
