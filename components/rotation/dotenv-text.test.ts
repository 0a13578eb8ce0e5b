import { describe, expect, it } from "vitest";
import { parseDotenv } from "#lib/changes/rotation/dotenv.ts";
import { dotenvText } from "./dotenv-text.ts";

describe("values as the text of an .env file", () => {
  it.each([
    "plain-1_2",
    "with blank",
    "it's",
    `both ' and "`,
    "back\\slash ' and $X",
    "two\nlines",
    "it's\ntwo\r\nlines",
    "# no comment",
    "a=b # c",
    "`",
    "it's $(rm x) and `rm y` and $Z",
    "~/x",
    "=x",
  ])("%j is read back as it was", (value) => {
    const { entries } = parseDotenv(dotenvText([{ teamName: "A", name: "X", value }], false));
    expect(entries).toEqual([{ name: "X", value, line: 1 }]);
  });

  it("gives a shell nothing to run or to put in", () => {
    const text = dotenvText([{ teamName: "A", name: "X", value: "it's $(rm x) `rm y` $Z ~" }], false);
    expect(text).toBe('X="it\'s \\$(rm x) \\`rm y\\` \\$Z ~"\n');
    expect(dotenvText([{ teamName: "A", name: "X", value: "$(rm x)`rm y`" }], false)).toBe(
      "X='$(rm x)`rm y`'\n",
    );
    expect(dotenvText([{ teamName: "A", name: "X", value: "~/x" }], false)).toBe("X='~/x'\n");
  });

  it("names each team once, and cannot be made to say another line by a team's name", () => {
    const text = dotenvText(
      [
        { teamName: "A\nEVIL=1", name: "X", value: "1" },
        { teamName: "A\nEVIL=1", name: "Y", value: "2" },
        { teamName: "B", name: "X", value: "3" },
      ],
      true,
    );
    expect(text).toBe("# A EVIL=1\nX=1\nY=2\n# B\nX=3\n");
  });
});
