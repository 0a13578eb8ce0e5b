import { expect, it } from "vitest";
import type { RosterLine } from "#lib/changes/intake/parse-roster.ts";
import { slipFinder } from "./slips.ts";

const line = (key: string): RosterLine => ({ key }) as RosterLine;
const domain = `${"sub-domain.".repeat(20)}example`;
const otherwise = (index: number): string => `${String(index).padStart(8, "0")}${domain.slice(8)}`;

it("compares some with a member's address, and no thousands that were written to keep it busy", () => {
  const slip = line(`max@${domain}s`);
  expect(slipFinder([line("kim@x.example"), slip])(`max@${domain}`)).toBe(slip);
  const many = Array.from({ length: 20_000 }, (_, index) => line(`max@${otherwise(index)}`));
  const before = performance.now();
  expect(slipFinder([...many, slip])(`max@${domain}`)).toBeUndefined();
  expect(performance.now() - before).toBeLessThan(2_000);
});
