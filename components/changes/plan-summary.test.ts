import { describe, expect, it } from "vitest";
import type { Line } from "#components/changes/plan-line.tsx";
import { planSummary } from "#components/changes/plan-notes.tsx";
import { tokenOwnerOnce } from "#components/changes/token-owner.ts";

const counts = { apply: 0, skipped: 0, refused: 0, irreversible: 0 };
const line = (more: Partial<Line> = {}): Line => ({
  ...{
    kind: "member.remove",
    vendor: "gitbook",
    teamName: "Docs",
    title: "Remove Ada from Docs",
    subject: "Ada",
  },
  ...{ before: "Member", after: "Not in the team", irreversible: false, calls: 1 },
  warnings: [
    { code: "TOKEN_OWNER", text: "Rollcall works with Ada's personal token: …", confirm: true },
    { code: "LAST_ADMIN", text: "Nobody is left", confirm: true },
  ],
  ...more,
});

describe("what a plan comes to", () => {
  it("is said in a line where it is more than changes", () => {
    expect(planSummary({ ...counts, apply: 12, skipped: 19, refused: 1 })).toBe(
      "12 changes · 19 already so · 1 stays",
    );
    expect(planSummary({ ...counts, apply: 6, refused: 2 }, { stays: 1, more: ["15 by hand"] })).toBe(
      "6 changes · 3 stay · 15 by hand",
    );
    expect(planSummary({ ...counts, refused: 30 })).toBe("No changes · 30 stay");
    expect(planSummary({ ...counts, apply: 3 })).toBe("");
  });

  it("warns of the token in use once, where several lines would", () => {
    const { lines, said } = tokenOwnerOnce([line(), line({ teamName: "Handbook" })]);
    expect(said).toEqual(["Rollcall works with Ada's personal token on GitBook, and may lose access."]);
    expect(lines.map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([
      ["LAST_ADMIN"],
      ["LAST_ADMIN"],
    ]);
    const refused = line({ refusal: { code: "NOT_SUPPORTED", reason: "No" } });
    expect(tokenOwnerOnce([line(), refused])).toEqual({ lines: [line(), refused], said: [] });
  });
});
