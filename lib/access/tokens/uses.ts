import "server-only";
import { warnSeldom } from "#lib/core/log.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { type UsesOfDay, WEEK_DAYS } from "./schema.ts";

export const DAY_MS = 24 * 3_600_000;
/** So long counts are kept. */
const KEPT_DAYS = 31;

type Uses = UsesOfDay & { tokenId: string };

/** What this process counted since it last wrote. */
const counted = () => perProcess("token-uses", () => new Map<string, Uses>());

/** The day of a moment, in UTC: "2026-01-31". */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

function count({ tokenId, day, asks, refused }: Uses): void {
  const key = `${tokenId} ${day}`;
  const known = counted().get(key) ?? { tokenId, day, asks: 0, refused: 0 };
  counted().set(key, { ...known, asks: known.asks + asks, refused: known.refused + refused });
}

/**
 * Counts that a token asked for something, or was refused what it asked for: in memory, until `writeUses`. `sessionId`: its
 * viewer's.
 */
export function noteUse(sessionId: string, what: "asks" | "refused", now = Date.now()): void {
  const [, tokenId] = /^token:(.+)$/.exec(sessionId) ?? [];
  if (tokenId) count({ tokenId, day: dayOf(now), asks: 0, refused: 0, [what]: 1 });
}

/** Writes what was counted, added to what other processes have counted. What cannot be written stays counted. */
export async function writeUses(now = Date.now()): Promise<void> {
  const rows = [...counted().values()];
  counted().clear();
  if (rows.length === 0) return;
  try {
    await transact(async (tx) => {
      for (const { tokenId, day, asks, refused } of rows) {
        // A token that was erased meanwhile has no row to belong to.
        const token = await tx
          .selectFrom("api_tokens")
          .select("id")
          .where("id", "=", tokenId)
          .executeTakeFirst();
        if (!token) continue;
        await tx
          .insertInto("api_token_days")
          .values({ token_id: tokenId, day, asks, refused })
          .onConflict((conflict) =>
            conflict.columns(["token_id", "day"]).doUpdateSet((row) => ({
              asks: row("api_token_days.asks", "+", row.ref("excluded.asks")),
              refused: row("api_token_days.refused", "+", row.ref("excluded.refused")),
            })),
          )
          .execute();
      }
      await tx
        .deleteFrom("api_token_days")
        .where("day", "<", dayOf(now - KEPT_DAYS * DAY_MS))
        .execute();
    });
  } catch (error) {
    for (const row of rows) count(row);
    warnSeldom(error, "could not write down how often tokens asked");
  }
}

/** How often each of these tokens asked on each of the last seven days, today last. What this process has not written yet counts. */
export async function weeksOf(
  tokenIds: readonly string[],
  now = Date.now(),
): Promise<Map<string, UsesOfDay[]>> {
  if (tokenIds.length === 0) return new Map();
  const days = Array.from({ length: WEEK_DAYS }, (_, index) => dayOf(now - (WEEK_DAYS - 1 - index) * DAY_MS));
  const stored = await db()
    .selectFrom("api_token_days")
    .selectAll()
    .where("token_id", "in", [...tokenIds])
    .where("day", ">=", days[0] ?? "")
    .execute();
  const found = new Map<string, Uses>();
  const own = tokenIds.flatMap((id) => days.flatMap((day) => counted().get(`${id} ${day}`) ?? []));
  for (const { token_id: tokenId, ...row } of stored) found.set(`${tokenId} ${row.day}`, { tokenId, ...row });
  for (const row of own) {
    const key = `${row.tokenId} ${row.day}`;
    const { asks = 0, refused = 0 } = found.get(key) ?? {};
    found.set(key, { ...row, asks: asks + row.asks, refused: refused + row.refused });
  }
  return new Map(
    tokenIds.map((id) => [
      id,
      days.map((day) => {
        const { asks = 0, refused = 0 } = found.get(`${id} ${day}`) ?? {};
        return { day, asks, refused };
      }),
    ]),
  );
}
