import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { problem, run } from "../cli.testing.ts";
import { ID, planLine, server } from "../plan/plan.testing.ts";
import { MARK, MOST_MARKDOWN, planMarkdown } from "./markdown.ts";
import { inFolder, ROSTER, rosterPlan, write } from "./roster.testing.ts";

describe("a plan for a comment", () => {
  const EVIL = [
    "</details><img src=x onerror=alert(1)>",
    "@everyone [x](https://evil.example) | a | b",
    "```\n</details>\n# Approved",
    "````` www.evil.example #1 GH-1 !2",
    "\u202eevil\u200b \x1b[31m",
    "rcl_0123456789abcdefghijklmnopqrstuvwxyz",
  ];

  it("keeps what strangers wrote in a block of text that they cannot end", () => {
    const plan = rosterPlan({
      lines: {
        items: EVIL.map((title) => planLine({ title, team: title, kind: "member.remove" })),
        next: null,
        total: 6,
      },
      findings: EVIL.map((text) => ({ where: "r.yaml:1:1", text, tone: "bad" })),
      brakes: EVIL.map((text) => ({ code: "re-add", team: text, text })),
      risks: EVIL.map((text) => ({ code: "X", text, count: 1 })),
      url: "javascript:alert(1)//",
      digest: "d`@1",
    });
    const text = planMarkdown(plan, "Roster");
    expect(text.startsWith(`${MARK}\n`)).toBe(true);
    let fence: string | undefined;
    const outside: string[] = [];
    for (const line of text.split("\n")) {
      const run = /^`{3,}/.exec(line)?.[0];
      if (fence === undefined && run) fence = run;
      else if (fence !== undefined && line === fence) fence = undefined;
      else if (fence === undefined) outside.push(line);
      // Nothing ends the block but its own end.
      else expect(run === undefined || run.length < fence.length).toBe(true);
    }
    expect(fence).toBeUndefined();
    expect(outside.join("\n")).not.toMatch(/evil|onerror|everyone|javascript|@|rcl_0/);
    for (const sign of ["\u202e", "\u200b", "\x1b", "rcl_0123"]) expect(text).not.toContain(sign);
    expect(outside.filter((line) => line === "<details>")).toHaveLength(2);
  });

  it("is bounded, and says that it is cut", () => {
    const items = Array.from({ length: 1_000 }, (_, n) =>
      planLine({ title: `Make ${"x".repeat(5_000)} ${n} an admin` }),
    );
    const text = planMarkdown(
      rosterPlan({ lines: { items, next: null, total: 40_000 }, total: 40_000 }),
      "Roster",
    );
    expect(text.length).toBeLessThan(MOST_MARKDOWN);
    expect(text).toContain("This comment is cut: the plan has 40,000 lines");
    expect(planMarkdown(rosterPlan(), "Roster")).not.toContain("is cut");
  });

  it("is written with the plan, with the lines of further pages", async () => {
    const [out, markdown] = [inFolder("plan.json"), inFolder("plan.md")];
    const first = rosterPlan({ lines: { items: [planLine({ title: "First" })], next: "c", total: 2 } });
    const { code } = await run(["roster", "plan", write("roster.yaml", ROSTER), "-o", out, "-m", markdown], {
      server: server({
        "POST /plans": () => ({ status: 201, body: first }),
        [`GET /plans/${ID}`]: ({ query }) =>
          query.get("cursor") === "c"
            ? {
                body: rosterPlan({ lines: { items: [planLine({ title: "Second" })], next: null, total: 2 } }),
              }
            : problem(400, "INVALID_INPUT", "no"),
      }),
    });
    expect(code).toBe(2);
    expect(JSON.parse(readFileSync(out, "utf8"))).toEqual(first);
    expect(readFileSync(markdown, "utf8")).toMatch(/! First\n! Second\n/);
  });
});
