import "server-only";
import { listLimitPlaces, tokenSubject } from "#lib/access/grants/data.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { ENDING_MS } from "./constants.ts";
import type { TokenRow } from "./schema.ts";
import { DAY_MS, weeksOf } from "./uses.ts";
import { scopesIn } from "./viewer.ts";
import { worksOf } from "./works.ts";

/** So long a token that is over by itself stays in the list. */
const SHOWN_MS = 30 * DAY_MS;
const MOST_SHOWN = 1_000;

/** One's own tokens, the newest first, and then everybody else's for who manages them. What somebody ended is gone. */
export async function listTokens(viewer: Viewer, now = Date.now()): Promise<TokenRow[]> {
  let query = db()
    .selectFrom("api_tokens")
    .innerJoin("users", "users.id", "api_tokens.user_id")
    .selectAll("api_tokens")
    .select(["users.name as ownerName", "users.email"])
    .where("api_tokens.ended_at", "is", null)
    .where("api_tokens.ends_at", ">", new Date(now - SHOWN_MS).toISOString());
  if (!can(viewer, "token.manage")) query = query.where("api_tokens.user_id", "=", viewer.userId);
  const rows = await query.orderBy("api_tokens.id", "desc").limit(MOST_SHOWN).execute();
  const ids = rows.map(({ id }) => id);
  const [places, weeks, works] = await Promise.all([listLimitPlaces(), weeksOf(ids, now), worksOf(ids, now)]);
  const soon = new Date(now + ENDING_MS).toISOString();
  return rows
    .map((row): TokenRow => {
      const isMine = row.user_id === viewer.userId;
      const owner = { id: row.user_id, name: row.ownerName || row.email, email: row.email };
      const limit = places[tokenSubject(row.id)];
      return {
        ...{ id: row.id, name: row.name, kind: row.kind, scopes: scopesIn(row.scopes), owner, isMine },
        label: isMine ? row.name : `${row.name} (${owner.name})`,
        ...(limit ? { places: limit } : {}),
        ...{ createdAt: row.created_at, endsAt: row.ends_at },
        isOver: row.ends_at <= new Date(now).toISOString(),
        isEnding: row.ends_at > new Date(now).toISOString() && row.ends_at <= soon,
        ...(row.last_used_at ? { lastUsedAt: row.last_used_at } : {}),
        ...(row.last_address ? { lastAddress: row.last_address } : {}),
        week: weeks.get(row.id) ?? [],
        work: works.get(row.id) ?? { batches: 0, requests: 0, newest: [] },
      };
    })
    .sort((a, b) => Number(b.isMine) - Number(a.isMine));
}

/** What the activity can be filtered by: one's own tokens, and everybody's for who manages them, also those that have ended. */
export async function listTokenNames(viewer: Viewer): Promise<{ id: string; name: string }[]> {
  let query = db()
    .selectFrom("api_tokens")
    .innerJoin("users", "users.id", "api_tokens.user_id")
    .select(["api_tokens.id", "api_tokens.name", "api_tokens.user_id", "api_tokens.ended_at"])
    .select(["users.name as ownerName", "users.email"]);
  if (!can(viewer, "token.manage")) query = query.where("api_tokens.user_id", "=", viewer.userId);
  const rows = await query.orderBy("api_tokens.id", "desc").limit(MOST_SHOWN).execute();
  return rows.map((row) => {
    const owner = row.user_id === viewer.userId ? "" : row.ownerName || row.email;
    const notes = [owner, row.ended_at === null ? "" : "ended"].filter(Boolean).join(", ");
    return { id: row.id, name: notes ? `${row.name} (${notes})` : row.name };
  });
}
