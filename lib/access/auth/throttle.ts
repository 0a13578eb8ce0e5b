import "server-only";
import { createHash } from "node:crypto";
import { newId } from "#lib/core/ids.ts";
import { type Tx, transact } from "#lib/store/db/connection.ts";

const WINDOW_MS = 15 * 60_000;
/** Failures within the window that cost nothing. */
export const FREE_FAILURES = 10;
const FIRST_WAIT_MS = 5_000;

const iso = (ms: number): string => new Date(ms).toISOString();

/** How long after the last of so many failures the next attempt is taken, in milliseconds. Doubles with each one. */
export function waitAfter(failures: number): number {
  if (failures < FREE_FAILURES) return 0;
  return Math.min(WINDOW_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - FREE_FAILURES, 20));
}

/** A bucket's name; what it is about (an address, an account) stands in it as a digest only. */
export const bucketOf = (
  kind: "account" | "network" | "device" | "password" | "code" | "oidc" | "setup" | "token",
  of: string,
): string => `${kind}:${createHash("sha256").update(of).digest("base64url")}`;

export type Attempt =
  | { isAllowed: true; id: string; buckets: string[] }
  | { isAllowed: false; retryAfterMs: number };

/** Rows are counted and added by one attempt at a time, over all processes: this row's lock is the queue. */
const queueUp = (tx: Tx) =>
  tx
    .insertInto("meta")
    .values({ key: "sign-in-queue", value: "" })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: "" }))
    .execute();

/**
 * Takes an attempt as failed before it is made, so that many at once do not slip through, or says how long to wait. A
 * refused attempt is not counted: whoever keeps trying does not keep others out for longer.
 */
export async function beginAttempt(buckets: string[], now = Date.now()): Promise<Attempt> {
  return transact(async (tx): Promise<Attempt> => {
    await queueUp(tx);
    await tx
      .deleteFrom("sign_in_failures")
      .where("at", "<=", iso(now - WINDOW_MS))
      .execute();
    let retryAfterMs = 0;
    for (const bucket of buckets) {
      const { failures, last } = await tx
        .selectFrom("sign_in_failures")
        .select((eb) => [eb.fn.countAll().as("failures"), eb.fn.max("at").as("last")])
        .where("bucket", "=", bucket)
        .executeTakeFirstOrThrow();
      const until = (last ? Date.parse(last) : 0) + waitAfter(Number(failures));
      retryAfterMs = Math.max(retryAfterMs, Math.min(until - now, WINDOW_MS));
    }
    if (retryAfterMs > 0) return { isAllowed: false, retryAfterMs };
    const id = newId();
    const rows = buckets.map((bucket, index) => ({ id: `${id}.${index}`, bucket, at: iso(now) }));
    await tx.insertInto("sign_in_failures").values(rows).execute();
    return { isAllowed: true, id, buckets };
  });
}

/** The attempt was right: it is taken back, and what it proves about its account or device clears that bucket. */
export async function attemptSucceeded(tx: Tx, attempt: Attempt): Promise<void> {
  if (!attempt.isAllowed) return;
  // Never the whole network: somebody with an account of their own could clear it for guessing at others.
  const proven = attempt.buckets.filter((bucket) => !bucket.startsWith("network:"));
  const own = attempt.buckets.map((_, index) => `${attempt.id}.${index}`);
  await tx
    .deleteFrom("sign_in_failures")
    .where((eb) => eb.or([eb("id", "in", own), ...(proven.length > 0 ? [eb("bucket", "in", proven)] : [])]))
    .execute();
}

/** "a few seconds", "2 minutes": for the sentence that asks to wait. */
export function waitInWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 60) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}
