import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { inAscii, slimChunks } from "./chunks.mjs";

const require = createRequire(import.meta.url);
let folder = "";
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function chunks(files: Record<string, string>): void {
  folder = mkdtempSync(path.join(tmpdir(), "rollcall-chunks-"));
  mkdirSync(path.join(folder, "ssr"));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
}
const chunk = (name: string): unknown => require(path.join(folder, name));
const textOf = (name: string): string => readFileSync(path.join(folder, name), "utf8");

describe("the server's chunks", () => {
  it("are there once where Next wrote them several times, and the runtime of each half stays its own", () => {
    const text = 'module.exports=[1,()=>"one"];\n';
    const runtime = "module.exports=()=>({});";
    chunks({
      "a.js": text,
      "b.js": text,
      "ssr/c.js": text,
      "other.js": `module.exports=[2,()=>"two"];`,
      "runtime.js": runtime,
      "ssr/runtime.js": runtime,
    });
    expect(slimChunks(folder)).toEqual({ twins: 2, escaped: 0 });
    expect(chunk("b.js")).toBe(chunk("a.js"));
    expect(chunk("ssr/c.js")).toBe(chunk("a.js"));
    expect(chunk("other.js")).not.toBe(chunk("a.js"));
    for (const name of ["runtime.js", "ssr/runtime.js"]) expect(textOf(name)).toBe(runtime);
    expect(slimChunks(folder)).toEqual({ twins: 0, escaped: 0 });
  });

  it("say the same in ASCII, so that V8 keeps one byte a sign", () => {
    const values =
      'module.exports=["… é 😀 \\… \\\\…",`…\\\\é`,/[…é]+\\…/.test("a…"),/^😀$/u.test("😀"),{é:1}]; // …';
    chunks({ "a.js": values, "b.js": values.replace("{é:1}", "{é:2}") });
    const before = chunk("a.js");
    expect(slimChunks(folder)).toEqual({ twins: 0, escaped: 2 });
    expect(textOf("a.js")).toMatch(/^[\0-\x7f]*$/);
    delete require.cache[path.join(folder, "a.js")];
    expect(chunk("a.js")).not.toBe(before);
    expect(JSON.stringify(chunk("a.js"))).toBe(JSON.stringify(before));
  });

  it("say it in ASCII where a word is raw, and no template is read so", () => {
    expect(inAscii("x={raw:1,y:`…`,z:String.raw`a\\$`}")).toBe("x={raw:1,y:`\\u2026`,z:String.raw`a\\$`}");
  });

  it("stay as they are where escapes could mean something else, or take more room", () => {
    for (const text of [
      "x=String.raw`…`",
      'x="a\\\u2028b, and a good deal more"',
      "x=tag`a…`.raw",
      "x\u00a0=1".padEnd(40),
      'x="…………"',
    ])
      expect(inAscii(text)).toBe(text);
  });
});
