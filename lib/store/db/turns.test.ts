import { describe, expect, it } from "vitest";
import { Turns } from "./turns.ts";

describe("turns", () => {
  it("come one at a time, in the order in which they were asked for", async () => {
    const turns = new Turns();
    const seen: number[] = [];
    let inside = 0;
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const done = await turns.next();
        inside += 1;
        expect(inside).toBe(1);
        seen.push(index);
        await Promise.resolve();
        inside -= 1;
        done();
        done();
      }),
    );
    expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });
});
