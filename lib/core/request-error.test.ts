import { afterAll, beforeAll, expect, it } from "vitest";
import { toWireError } from "#lib/access/action/wire-error.ts";
import { AppError } from "#lib/core/errors.ts";
import { hideValue, makeLogger } from "#lib/core/log.ts";
import { forgetPerProcess, perProcess } from "#lib/core/per-process.ts";
import { errorWords } from "./error-words.ts";
import { logRequestError } from "./request-error.ts";

const lines: string[] = [];
beforeAll(() => {
  forgetPerProcess("log");
  perProcess("log", () => makeLogger("info", (line) => lines.push(line)));
});
afterAll(() => forgetPerProcess("log"));

const lastLine = () => JSON.parse(lines.at(-1) ?? "{}") as Record<string, unknown>;

it("a page's failure is in the log under the digest that its error page shows, by its pattern", () => {
  logRequestError(Object.assign(new Error("broken"), { digest: "1234567" }), "/join/[token]");
  expect(lastLine()).toMatchObject({ level: "error", reference: "1234567", route: "/join/[token]" });
});

it("an action's failure is in the log under the reference that the sentence shows, whatever else it says", () => {
  const unknown = toWireError(new Error("select * from users"), { action: "team.rename" });
  expect(lastLine()).toMatchObject({ reference: unknown.reference, action: "team.rename" });
  expect(errorWords(unknown)).toContain(`Reference: ${unknown.reference}`);
  const locked = toWireError(new AppError("STORE_UNAVAILABLE", { reason: "The store is locked." }), {});
  expect(lastLine()).toMatchObject({ reference: locked.reference });
  expect(errorWords(locked)).toBe(`The store is locked. Reference: ${locked.reference}`);
});

it("no line holds a value that is in use", () => {
  const reveal = hideValue("canary-value-of-the-log");
  logRequestError(new Error("it said canary-value-of-the-log"), "/");
  expect(lines.at(-1)).not.toContain("canary-value-of-the-log");
  reveal();
});
