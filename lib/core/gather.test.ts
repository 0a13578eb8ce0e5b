import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { gather } from "./gather.ts";

async function* numbers(to: number, onEnd: () => void = () => {}) {
  try {
    for (let number = 1; number <= to; number += 1) {
      await setImmediate();
      yield number;
    }
  } finally {
    onEnd();
  }
}
const rest = async (turns: number) => {
  for (let turn = 0; turn < turns; turn += 1) await setImmediate();
};

it("gathers what comes while the caller is busy, up to enough, and every item once, in order", async () => {
  const taken: number[][] = [];
  for await (const some of gather(numbers(10), (waiting) => waiting.length >= 3)) {
    taken.push(some);
    await rest(20);
  }
  expect(taken.flat()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(Math.max(...taken.map((some) => some.length))).toBe(3);
});

it("gives one at a time to a caller who is quicker, and nothing where there is nothing", async () => {
  const taken: number[][] = [];
  for await (const some of gather(numbers(3), () => false)) taken.push(some);
  expect(taken).toEqual([[1], [2], [3]]);
  for await (const some of gather(numbers(0), () => false)) expect(some).toBe("never");
});

it("throws what ended it once everything before was taken", async () => {
  async function* failing() {
    yield* numbers(2);
    throw new Error("no third");
  }
  const taken: number[] = [];
  const walk = async () => {
    for await (const some of gather(failing(), () => false)) {
      taken.push(...some);
      await rest(20);
    }
  };
  await expect(walk()).rejects.toThrow("no third");
  expect(taken).toEqual([1, 2]);
});

it("ends what it reads when the caller leaves", async () => {
  let isOver = false;
  for await (const _ of gather(
    numbers(1_000, () => {
      isOver = true;
    }),
    (waiting) => waiting.length >= 2,
  ))
    break;
  await rest(20);
  expect(isOver).toBe(true);
});
