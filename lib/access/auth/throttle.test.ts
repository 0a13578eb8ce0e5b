import { describe, expect, it } from "vitest";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import {
  type Attempt,
  attemptSucceeded,
  beginAttempt,
  bucketOf,
  waitAfter,
  waitInWords,
} from "./throttle.ts";

const MINUTE = 60_000;
const START = Date.parse("2026-03-01T12:00:00.000Z");
let count = 0;
const freshBucket = (kind: Parameters<typeof bucketOf>[0] = "account"): string =>
  bucketOf(kind, `b${count++}`);

/** Fails as often as it is let at one moment; returns how often that was. */
async function failUntilSlowed(buckets: string[], now: number): Promise<number> {
  for (let failures = 0; failures < 50; failures++) {
    if (!(await beginAttempt(buckets, now)).isAllowed) return failures;
  }
  return 50;
}

describe("the wait after failures", () => {
  it("is nothing for the first, then doubles, and never passes the window", () => {
    expect([0, 9, 10, 11, 12, 30, 5000].map(waitAfter)).toEqual([
      0, 0, 5_000, 10_000, 20_000, 900_000, 900_000,
    ]);
  });
  it("is said in words", () => {
    expect([400, 5_000, 61_000, 900_000].map(waitInWords)).toEqual([
      "1 second",
      "5 seconds",
      "2 minutes",
      "15 minutes",
    ]);
  });
});

describeEachStore("slowing down", () => {
  it("begins with the eleventh attempt", async () => {
    const bucket = freshBucket();
    expect(await failUntilSlowed([bucket], START)).toBe(10);
    const next = await beginAttempt([bucket], START + 1_000);
    expect(next).toEqual({ isAllowed: false, retryAfterMs: 4_000 });
  });

  it("lets one more through after the wait, and then waits for longer", async () => {
    const bucket = freshBucket();
    await failUntilSlowed([bucket], START);
    expect((await beginAttempt([bucket], START + 5_000)).isAllowed).toBe(true);
    expect(await beginAttempt([bucket], START + 6_000)).toEqual({ isAllowed: false, retryAfterMs: 9_000 });
  });

  it("does not count what it refused: nobody can keep an account shut by trying on", async () => {
    const bucket = freshBucket();
    await failUntilSlowed([bucket], START);
    for (let i = 0; i < 100; i++) await beginAttempt([bucket], START + i);
    expect((await beginAttempt([bucket], START + 5_000)).isAllowed).toBe(true);
  });

  it("forgets after a quarter of an hour", async () => {
    const bucket = freshBucket();
    await failUntilSlowed([bucket], START);
    expect(await failUntilSlowed([bucket], START + 15 * MINUTE)).toBe(10);
  });

  it("holds a network back over many accounts, and one account over many networks", async () => {
    const network = freshBucket("network");
    let tried = 0;
    while (tried < 30 && (await beginAttempt([freshBucket(), network], START)).isAllowed) tried++;
    expect(tried).toBe(10);
    const account = freshBucket();
    tried = 0;
    while (tried < 30 && (await beginAttempt([account, freshBucket("network")], START)).isAllowed) tried++;
    expect(tried).toBe(10);
  });

  it("lets no more through when they come at once", async () => {
    const bucket = freshBucket();
    const attempts = await Promise.all(Array.from({ length: 25 }, () => beginAttempt([bucket], START)));
    expect(attempts.filter((attempt) => attempt.isAllowed)).toHaveLength(10);
  });

  it("a success clears its account, and of its network only its own attempt", async () => {
    const [account, network] = [freshBucket(), freshBucket("network")];
    let last: Attempt | undefined;
    for (let i = 0; i < 4; i++) last = await beginAttempt([account, network], START);
    if (!last) throw new Error("no attempt");
    const attempt = last;
    await transact((tx) => attemptSucceeded(tx, attempt));
    const left = await db()
      .selectFrom("sign_in_failures")
      .select("bucket")
      .where("bucket", "in", [account, network])
      .execute();
    expect(left.map((row) => row.bucket)).toEqual([network, network, network]);
  });
});
