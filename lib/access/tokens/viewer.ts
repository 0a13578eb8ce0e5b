import "server-only";
import { scopeOf } from "#lib/access/grants/data.ts";
import { env } from "#lib/core/env.ts";
import { warnSeldom } from "#lib/core/log.ts";
import { PERMISSIONS, type Permission, type Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { digestOf, isToken } from "./token.ts";

const MINUTE_MS = 60_000;
const iso = (ms: number): string => new Date(ms).toISOString();

const isPermission = (text: unknown): text is Permission =>
  typeof text === "string" && Object.hasOwn(PERMISSIONS, text);

/** The scopes in a row; one that this version does not know is none. */
export const scopesIn = (text: string): Permission[] => {
  const stored: unknown = JSON.parse(text);
  return Array.isArray(stored) ? stored.filter(isPermission) : [];
};

/**
 * Whom a token speaks for, as the store has it now: the owner's role, the token's scopes, and of the connections and teams
 * what the owner's limits and the token's leave. Null for what is no token, has ended, or whose owner is disabled.
 */
export async function findTokenViewer(
  token: string,
  address: string,
  now = Date.now(),
): Promise<Viewer | null> {
  if (!isToken(token)) return null;
  const row = await db()
    .selectFrom("api_tokens")
    .innerJoin("users", "users.id", "api_tokens.user_id")
    .leftJoin("two_factor", "two_factor.user_id", "users.id")
    .select([
      ...(["users.id as userId", "users.name as userName", "users.email", "users.role"] as const),
      ...(["users.disabled_at", "two_factor.confirmed_at as two_factor_at"] as const),
      ...(["api_tokens.id", "api_tokens.name", "api_tokens.kind", "api_tokens.scopes"] as const),
      ...(["api_tokens.ends_at", "api_tokens.ended_at", "api_tokens.last_used_at"] as const),
    ])
    .where("api_tokens.token_digest", "=", digestOf(token))
    .executeTakeFirst();
  if (!row || row.ended_at !== null || row.disabled_at !== null || row.ends_at <= iso(now)) return null;
  if (row.last_used_at === null || row.last_used_at <= iso(now - MINUTE_MS))
    await touch(row.id, address, now);
  const { userId, userName: name, email, role } = row;
  const isLacking = row.two_factor_at === null && env().ROLLCALL_TWO_FACTOR_ROLES.includes(role);
  return {
    ...{ userId, name, email, role, address },
    sessionId: `token:${row.id}`,
    token: { id: row.id, name: row.name, kind: row.kind, scopes: scopesIn(row.scopes) },
    scope: await scopeOf(userId, role, row.id),
    ...(isLacking ? { needsTwoFactor: true } : {}),
  };
}

/** At most once a minute. Reading must go on when the store cannot be written, so a failed touch is only logged. */
async function touch(id: string, address: string, now: number): Promise<void> {
  try {
    await db()
      .updateTable("api_tokens")
      .set({ last_used_at: iso(now), last_address: address })
      .where("id", "=", id)
      .where((where) =>
        where.or([where("last_used_at", "is", null), where("last_used_at", "<=", iso(now - MINUTE_MS))]),
      )
      .execute();
  } catch (error) {
    warnSeldom(error, "could not note when a token was last used");
  }
}
