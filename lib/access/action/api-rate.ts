import "server-only";
import { noteUse } from "#lib/access/tokens/uses.ts";
import { AppError } from "#lib/core/errors.ts";
import { perProcess } from "#lib/core/per-process.ts";

/** So often a token may ask in a minute, of one process. */
export const ASKS_PER_MINUTE = 300;
export const TOO_OFTEN = `A token may ask ${ASKS_PER_MINUTE} times in a minute`;
const MINUTE_MS = 60_000;
const MOST_KEPT = 10_000;

type Spent = { since: number; asks: number };
const spent = () => perProcess("api-rate", () => new Map<string, Spent>());

export type Rate = { isOver: boolean; headers: Record<string, string> };

/** Counts one more request of a token's session, and says how it stands: a minute begins with its first request. */
export function countAsk(sessionId: string, now = Date.now()): Rate {
  const all = spent();
  if (all.size > MOST_KEPT) for (const [id, { since }] of all) if (now - since >= MINUTE_MS) all.delete(id);
  const known = all.get(sessionId);
  const own = known && now - known.since < MINUTE_MS && now >= known.since ? known : { since: now, asks: 0 };
  own.asks += 1;
  all.set(sessionId, own);
  const seconds = String(Math.ceil((own.since + MINUTE_MS - now) / 1_000));
  const isOver = own.asks > ASKS_PER_MINUTE;
  if (isOver) noteUse(sessionId, "refused", now);
  return {
    isOver,
    headers: {
      "ratelimit-limit": String(ASKS_PER_MINUTE),
      "ratelimit-remaining": String(Math.max(0, ASKS_PER_MINUTE - own.asks)),
      "ratelimit-reset": seconds,
      ...(isOver ? { "retry-after": seconds } : {}),
    },
  };
}

/** So many requests that plan or apply one token may have under way, in one process: each may take seconds and megabytes. */
export const TURNS_AT_ONCE = 2;
const turns = () => perProcess("api-turns", () => new Map<string, number>());

/** Takes one of a token's turns; returns how to give it back. Throws TOO_MANY_ATTEMPTS where all are taken. */
export function takeTurn(tokenId: string): () => void {
  const taken = turns().get(tokenId) ?? 0;
  if (taken >= TURNS_AT_ONCE)
    throw new AppError("TOO_MANY_ATTEMPTS", {
      reason: "This token has others of these under way: wait for them",
    });
  turns().set(tokenId, taken + 1);
  return () => {
    const left = (turns().get(tokenId) ?? 1) - 1;
    if (left > 0) turns().set(tokenId, left);
    else turns().delete(tokenId);
  };
}
