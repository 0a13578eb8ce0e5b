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

  it("let everybody else go before who is patient, and tell who has the turn that it is wanted", async () => {
    const turns = new Turns();
    const seen: string[] = [];
    const take = async (name: string, isPatient: boolean) => {
      const done = await turns.next(isPatient);
      seen.push(name);
      done();
    };
    const done = await turns.next(true);
    let isTold = false;
    void turns.wanted().then(() => {
      isTold = true;
    });
    const patient = take("patient", true);
    await Promise.resolve();
    expect([turns.isWanted, isTold]).toEqual([false, false]);
    const others = [take("first", false), take("second", false)];
    await turns.wanted();
    await Promise.resolve();
    expect([turns.isWanted, isTold]).toEqual([true, true]);
    done();
    await Promise.all([patient, ...others]);
    expect(seen).toEqual(["first", "second", "patient"]);
    expect(turns.isWanted).toBe(false);
  });
});
