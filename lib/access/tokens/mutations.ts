import "server-only";
import { actorOf } from "#lib/access/auth/actor.ts";
import { tokenSubject } from "#lib/access/grants/data.ts";
import { grantedIds, storeLimit } from "#lib/access/grants/store-limit.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId, nowIso } from "#lib/core/ids.ts";
import type { Granted } from "#lib/core/limits.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { type Tx, transact } from "#lib/store/db/connection.ts";
import { MOST_TOKENS } from "./constants.ts";
import type { MadeToken, NewToken } from "./schema.ts";
import { digestOf, newToken } from "./token.ts";

const DAY_MS = 24 * 3_600_000;

/**
 * Makes a token of the viewer's, which is told this once. Throws FORBIDDEN for a scope that its owner has not, NOT_FOUND for a
 * limit that reaches further than its owner, CONFLICT for a name that one of their tokens has, or one token too many.
 */
export async function createToken(viewer: Viewer, given: NewToken, now = Date.now()): Promise<MadeToken> {
  const lacking = given.scopes.find((scope) => !can(viewer, scope));
  if (lacking) throw new AppError("FORBIDDEN", { reason: `You do not have “${lacking}” yourself` });
  const token = newToken();
  const id = newId();
  const endsAt = new Date(now + given.days * DAY_MS).toISOString();
  await transact(async (tx) => {
    const known = await liveOf(tx, viewer.userId, now);
    if (known.some(({ name }) => name === given.name))
      throw new AppError("CONFLICT", { fields: { name: ["One of your tokens has this name"] } });
    if (known.length >= MOST_TOKENS)
      throw new AppError("CONFLICT", { reason: `You have ${MOST_TOKENS} tokens: end one first` });
    await tx
      .insertInto("api_tokens")
      .values({
        ...{ id, user_id: viewer.userId, name: given.name, kind: given.kind },
        scopes: JSON.stringify(given.scopes),
        token_digest: digestOf(token),
        ...{ created_at: new Date(now).toISOString(), ends_at: endsAt },
        ...{ last_used_at: null, last_address: null, ended_at: null },
      })
      .execute();
    let places: string[] = [];
    if (given.limit) {
      await requireWithin(tx, viewer, given.limit);
      places = await storeLimit(tx, tokenSubject(id), given.limit, viewer.userId);
    }
    await appendEvent(tx, {
      action: "token.create",
      actor: actorOf(viewer),
      outcome: "done",
      facts: {
        ...{ tokenId: id, userId: viewer.userId, kind: given.kind, scopes: [...given.scopes], endsAt },
        ...{ isLimited: given.limit !== null, ...grantedIds(given.limit) },
      },
      personal: { token: given.name, ...(places.length > 0 ? { places } : {}) },
      search: [given.name, ...places].join(" "),
    });
  });
  return { id, name: given.name, token, endsAt };
}

const liveOf = (tx: Tx, userId: string, now: number) =>
  tx
    .selectFrom("api_tokens")
    .select("name")
    .where("user_id", "=", userId)
    .where("ended_at", "is", null)
    .where("ends_at", ">", new Date(now).toISOString())
    .execute();

/** Throws NOT_FOUND where a limit names what is not its owner's: its names would tell of it. */
async function requireWithin(tx: Tx, { scope }: Viewer, granted: readonly Granted[]): Promise<void> {
  if (scope === "all") return;
  for (const { connectionId, teamIds } of granted) {
    if (scope.connections.includes(connectionId)) continue;
    if (teamIds !== "all" && teamIds.every((id) => scope.teams.includes(id))) {
      const found = await tx
        .selectFrom("teams")
        .select("id")
        .where("connection_id", "=", connectionId)
        .where("id", "in", teamIds)
        .execute();
      if (found.length === new Set(teamIds).size) continue;
    }
    throw new AppError("NOT_FOUND", { reason: "A connection or team is gone. Reload the page." });
  }
}

/** Ends a token of the viewer's, or anybody's for who manages them. Throws NOT_FOUND. */
export async function endToken(viewer: Viewer, id: string): Promise<void> {
  await transact(async (tx) => {
    const row = await tx
      .selectFrom("api_tokens")
      .innerJoin("users", "users.id", "api_tokens.user_id")
      .select(["api_tokens.name as token", "api_tokens.user_id", "users.name", "users.email"])
      .where("api_tokens.id", "=", id)
      .executeTakeFirst();
    const isMine = row?.user_id === viewer.userId;
    const ended =
      row && (isMine || can(viewer, "token.manage"))
        ? await tx
            .updateTable("api_tokens")
            .set({ ended_at: nowIso() })
            .where("id", "=", id)
            .where("ended_at", "is", null)
            .executeTakeFirst()
        : undefined;
    if (!row || Number(ended?.numUpdatedRows ?? 0) === 0)
      throw new AppError("NOT_FOUND", { reason: "This token has ended already" });
    await appendEvent(tx, {
      action: "token.end",
      actor: actorOf(viewer),
      outcome: "done",
      facts: { tokenId: id, userId: row.user_id },
      personal: { token: row.token, ...(isMine ? {} : { name: row.name, email: row.email }) },
      search: isMine ? row.token : `${row.token} ${row.name} ${row.email}`,
    });
  });
}
