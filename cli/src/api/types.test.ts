import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { openApi } from "../../../lib/insight/api/openapi.ts";
import { stampOf, TYPES_FILE } from "../../types-stamp.ts";

it("has the types of the document that the server publishes now: else run `npm run types` in cli/", () => {
  const text = readFileSync(TYPES_FILE, "utf8");
  const [stamp, types = ""] = [text.slice(0, text.indexOf("\n")), text.slice(text.indexOf("\n") + 1)];
  expect(stamp).toBe(stampOf(openApi(), types));
});
