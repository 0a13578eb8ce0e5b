import "server-only";
import { networkOf } from "#lib/access/auth/request.ts";
import { beginAttempt, bucketOf, waitInWords } from "#lib/access/auth/throttle.ts";
import { AppError } from "#lib/core/errors.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { appendOnce } from "#lib/store/audit/repeats.ts";
import { db } from "#lib/store/db/connection.ts";
import { digestOf, isToken } from "./token.ts";

const MOST_KEPT = 10_000;

/** Until when each network waits: while it does, its next wrong token is not written down and asks the store for nothing. */
const waiting = () => perProcess("wrong-tokens", () => new Map<string, number>());

/**
 * Takes note of a token that let nobody in. One that could be right and was never given out counts against its network, as a
 * wrong password does: throws TOO_MANY_ATTEMPTS where that is over its measure. Whoever has a token that works is let in
 * before this is asked, from the same address too. The audit log has one event in ten minutes for a network, and their number.
 */
export async function noteWrongToken(token: string, address: string, now = Date.now()): Promise<void> {
  if (!isToken(token)) return;
  const network = networkOf(address);
  const known = waiting().get(network) ?? 0;
  if (known > now) throw tooMany(known - now);
  if (await wasGivenOut(token)) return;
  const attempt = await beginAttempt([bucketOf("token", network)], now);
  if (!attempt.isAllowed) {
    if (waiting().size >= MOST_KEPT) waiting().clear();
    waiting().set(network, now + attempt.retryAfterMs);
    throw tooMany(attempt.retryAfterMs);
  }
  await appendOnce(
    {
      key: `wrong token ${bucketOf("token", network)}`,
      event: { action: "token.unknown", actor: { id: "unknown", address }, outcome: "failed" },
      isCounted: true,
    },
    now,
  );
}

const tooMany = (retryAfterMs: number): AppError =>
  new AppError("TOO_MANY_ATTEMPTS", {
    reason: `Too many tokens that do not exist came from here. Try again in ${waitInWords(retryAfterMs)}.`,
    retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1_000)),
  });

/** A program whose token has ended is told that it does not work, however often it asks. */
const wasGivenOut = async (token: string): Promise<boolean> =>
  (await db()
    .selectFrom("api_tokens")
    .select("id")
    .where("token_digest", "=", digestOf(token))
    .executeTakeFirst()) !== undefined;
