import { expect, it } from "vitest";
import { keptAWhile } from "./kept.ts";
import { forgetPerProcess } from "./per-process.ts";

const SLOT = "kept-test";

/** Counts how often something was made that takes `ms`. */
function counted(ms = 0) {
  let made = 0;
  return async () => {
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    made++;
    return made;
  };
}

it("makes once for a version and key, and anew for another of either", async () => {
  forgetPerProcess(SLOT);
  const make = counted();
  expect(await keptAWhile(SLOT, { key: "a", version: 1 }, make)).toBe(1);
  expect(await keptAWhile(SLOT, { key: "a", version: 1 }, make)).toBe(1);
  expect(await keptAWhile(SLOT, { key: "b", version: 1 }, make)).toBe(2);
  expect(await keptAWhile(SLOT, { key: "a", version: 1 }, make)).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await keptAWhile(SLOT, { key: "a", version: 2 }, make)).toBe(3);
});

it("keeps what took long for a while, whatever the version", async () => {
  forgetPerProcess(SLOT);
  const make = counted(50);
  expect(await keptAWhile(SLOT, { key: "a", version: 1 }, make)).toBe(1);
  expect(await keptAWhile(SLOT, { key: "a", version: 2 }, make)).toBe(1);
});

it("lets go of the oldest of many keys", async () => {
  forgetPerProcess(SLOT);
  const make = counted();
  for (let key = 0; key < 9; key++) await keptAWhile(SLOT, { key: `${key}`, version: 1 }, make);
  expect(await keptAWhile(SLOT, { key: "8", version: 1 }, make)).toBe(9);
  expect(await keptAWhile(SLOT, { key: "0", version: 1 }, make)).toBe(10);
});
