import { expect, it } from "vitest";
import { AppError } from "#lib/core/errors.ts";
import { logError, makeLogger } from "#lib/core/log.ts";
import { seldom } from "#lib/core/log-seldom.ts";
import { StoreError } from "#lib/store/db/errors.ts";

it("says what goes on at one source once a minute, and how often it was left out", () => {
  expect(seldom("runner", "r1", 0)).toEqual({ isDue: true, reference: "r1", left: 0 });
  expect(seldom("runner", "r2", 1_000)).toEqual({ isDue: false, reference: "r1", left: 0 });
  expect(seldom("scheduler", "s1", 1_000).isDue).toBe(true);
  expect(seldom("runner", "r3", 59_999).isDue).toBe(false);
  expect(seldom("runner", "r4", 60_001)).toEqual({ isDue: true, reference: "r4", left: 2 });
});

it("logs an outage of the store once for each source, under one reference; any other error each time", () => {
  const lines: Record<string, unknown>[] = [];
  const symbol = Symbol.for("rollcall.log");
  (globalThis as unknown as Record<symbol, unknown>)[symbol] = makeLogger("info", (line) => {
    lines.push(JSON.parse(line) as Record<string, unknown>);
  });
  const outage = () => new StoreError("Postgres cannot be reached at the address in DATABASE_URL.");
  const references = Array.from({ length: 50 }, () => logError(outage(), { at: "key-watch" }));
  logError(outage(), { at: "webhooks" });
  expect(lines.map(({ at }) => at)).toEqual(["key-watch", "webhooks"]);
  expect(new Set(references)).toEqual(new Set([lines[0]?.reference]));
  for (let nth = 0; nth < 3; nth++) logError(new AppError("INTERNAL"), { at: "key-watch" });
  expect(lines).toHaveLength(5);
});
