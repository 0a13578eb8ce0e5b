import { expect, it } from "vitest";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import type { NewEvent } from "./append.ts";
import { appendOnce, REPEAT_MS, tellRepeats } from "./repeats.ts";

const event = (address: string): NewEvent => ({
  action: "access.refused",
  actor: { id: "u1", address },
  outcome: "failed",
  facts: { permission: "user.read" },
});
const told = async () =>
  (await db().selectFrom("events").select("body").orderBy("seq").execute()).map(
    ({ body }) => (JSON.parse(body) as { facts: Record<string, unknown> }).facts,
  );

describeEachStore("what is asked again and again", () => {
  it("is one event, and one more that counts", async () => {
    const now = Date.now();
    const ask = (n: number, key = "u1 user.read") =>
      appendOnce({ key, event: event(`192.0.2.${n}`), isCounted: true }, now + n);
    expect(await ask(0)).toBe(true);
    for (let n = 1; n <= 200; n++) expect(await ask(n)).toBe(false);
    expect(await ask(0, "u2 user.read")).toBe(true);
    expect(await tellRepeats(now + REPEAT_MS - 1)).toBe(0);
    expect(await told()).toHaveLength(2);
    expect(await tellRepeats(now + REPEAT_MS + 1)).toBe(2);
    expect(await told()).toEqual([
      { permission: "user.read" },
      { permission: "user.read" },
      {
        permission: "user.read",
        times: 200,
        since: new Date(now).toISOString(),
        last: new Date(now + 200).toISOString(),
      },
    ]);
    expect(await db().selectFrom("audit_repeats").selectAll().execute()).toEqual([]);
  });

  it("is told before it begins anew, and once when many ask at the same moment", async () => {
    const before = (await told()).length;
    const now = Date.now();
    const ask = (ms: number) => appendOnce({ key: "k", event: event("a"), isCounted: true }, now + ms);
    expect((await Promise.all(Array.from({ length: 10 }, () => ask(0)))).filter(Boolean)).toHaveLength(1);
    expect(await ask(REPEAT_MS + 1)).toBe(true);
    const facts = (await told()).slice(before);
    expect(facts.map((one) => one.times)).toEqual([undefined, 9, undefined]);
  });

  it("is not told where it does not matter how often", async () => {
    const before = (await told()).length;
    const look = (ms: number) =>
      appendOnce({ key: "s1 /settings/users", event: event("a"), isCounted: false }, Date.now() + ms);
    expect([await look(0), await look(1), await look(2)]).toEqual([true, false, false]);
    await tellRepeats(Date.now() + 2 * REPEAT_MS);
    expect((await told()).length - before).toBe(1 + 0);
  });
});
