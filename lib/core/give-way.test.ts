import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { answering, giveWay } from "./give-way.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => vi.useRealTimers());

async function begin() {
  const state = { wentOn: false };
  void giveWay().then(() => {
    state.wentOn = true;
  });
  await turn();
  await turn();
  return state;
}

it("goes on at the next turn where nobody is being answered", async () => {
  expect(await begin()).toEqual({ wentOn: true });
});

it("waits until the last request is answered, and a request that ends twice counts once", async () => {
  const [first, second] = [answering(), answering()];
  const work = await begin();
  first();
  first();
  await turn();
  expect(work.wentOn).toBe(false);
  second();
  await turn();
  expect(work.wentOn).toBe(true);
});

it("goes on after a while where requests never end", async () => {
  const end = answering();
  const work = await begin();
  expect(work.wentOn).toBe(false);
  await vi.advanceTimersByTimeAsync(100);
  expect(work.wentOn).toBe(true);
  end();
});

it("goes on early where a request needs what the work holds", async () => {
  const end = answering();
  const needed = Promise.withResolvers<void>();
  const state = { wentOn: false };
  void giveWay(needed.promise).then(() => {
    state.wentOn = true;
  });
  await turn();
  await turn();
  expect(state.wentOn).toBe(false);
  needed.resolve();
  await turn();
  expect(state.wentOn).toBe(true);
  end();
});
