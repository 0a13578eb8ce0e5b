import path from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { sharedBuildId } from "./stamp.mjs";

const root = path.resolve(import.meta.dirname, "..", "..");
const idWith = (key: string): string | null => {
  vi.stubEnv("NEXT_SERVER_ACTIONS_ENCRYPTION_KEY", key);
  return sharedBuildId(root);
};
afterEach(() => vi.unstubAllEnvs());

it("builds made apart have one name where they share the key, and only there", () => {
  const one = idWith("a".repeat(43));
  expect(one).toMatch(/^[0-9a-f]{24}$/);
  expect(idWith("a".repeat(43))).toBe(one);
  expect(idWith("b".repeat(43))).not.toBe(one);
  expect(idWith("")).toBeNull();
});
