import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import type { Source } from "../io.ts";
import { askHidden } from "./hidden.ts";

/** Types on a terminal of the test's own; answers what was asked for, and everything that was shown. */
async function typing(keys: string): Promise<{ typed: string | Error; shown: string; modes: boolean[] }> {
  const modes: boolean[] = [];
  let shown = "";
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (on: boolean) => modes.push(on),
  });
  const stderr = { write: (text: string) => (shown += text) };
  const asked = askHidden({ stdin: stdin as unknown as Source, stderr }, "Token: ").catch(
    (error: Error) => error,
  );
  for (const key of keys) stdin.write(key);
  return { typed: await asked, shown, modes };
}

it.each([
  ["abc\r", "abc"],
  ["abx\u007fc\n", "abc"],
  ["wrong\u0015abc\u0004", "abc"],
  ["\r", ""],
])("takes what is typed and shows nothing of it: %j", async (keys, typed) => {
  expect(await typing(keys)).toEqual({ typed, shown: "Token: \n", modes: [true, false] });
});

it("ends at Ctrl-C, and gives the terminal back", async () => {
  const { typed, modes } = await typing("ab\u0003");
  expect([(typed as { exit?: number }).exit, modes]).toEqual([130, [true, false]]);
});
