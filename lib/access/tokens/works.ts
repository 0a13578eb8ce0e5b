import "server-only";
import { db } from "#lib/store/db/connection.ts";
import { type TokenRow, type TokenWork, WEEK_DAYS } from "./schema.ts";
import { DAY_MS } from "./uses.ts";

const NEWEST = 20;
/** Rows that are read to find the newest: a token that brings about more of them in a week is told with these. */
const MOST_ROWS = 2_000;

/** What each of these tokens brought about in the last seven days, as far as whoever asks sees it. */
export async function worksOf(
  tokenIds: readonly string[],
  now = Date.now(),
): Promise<Map<string, TokenRow["work"]>> {
  const found = new Map<string, TokenRow["work"]>();
  if (tokenIds.length === 0) return found;
  const since = new Date(now - WEEK_DAYS * DAY_MS).toISOString();
  const ids = [...tokenIds];
  const [batches, requests] = await Promise.all([
    db()
      .selectFrom("batches")
      .select(["token_id", "id", "name", "created_at as at", "state"])
      .where("token_id", "in", ids)
      .where("created_at", ">=", since)
      .orderBy("created_at", "desc")
      .limit(MOST_ROWS)
      .execute(),
    db()
      .selectFrom("approvals")
      .select(["token_id", "id", "name", "asked_at as at", "state"])
      .where("token_id", "in", ids)
      .where("asked_at", ">=", since)
      // What was approved is told as its batch.
      .where("batch_id", "is", null)
      .orderBy("asked_at", "desc")
      .limit(MOST_ROWS)
      .execute(),
  ]);
  const take = (kind: TokenWork["kind"], rows: typeof batches | typeof requests) => {
    for (const { token_id, ...row } of rows) {
      const work = found.get(token_id ?? "") ?? { batches: 0, requests: 0, newest: [] };
      work[kind === "batch" ? "batches" : "requests"]++;
      if (work.newest.length < 2 * NEWEST) work.newest.push({ kind, ...row });
      found.set(token_id ?? "", work);
    }
  };
  take("batch", batches);
  take("request", requests);
  for (const work of found.values())
    work.newest = work.newest.toSorted((a, b) => (a.at < b.at ? 1 : -1)).slice(0, NEWEST);
  return found;
}
