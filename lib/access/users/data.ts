import "server-only";
import { nowIso } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import type { InviteRow, UserRow } from "./schema.ts";

/** Whether anybody has an account: without one, Rollcall waits for its first admin. */
export async function hasUsers(): Promise<boolean> {
  return (await db().selectFrom("users").select("id").limit(1).executeTakeFirst()) !== undefined;
}

/** Everybody with an account, by name. */
export async function listUsers(viewer: Viewer): Promise<UserRow[]> {
  const rows = await db()
    .selectFrom("users")
    .leftJoin("sessions", "sessions.user_id", "users.id")
    .leftJoin("two_factor", "two_factor.user_id", "users.id")
    .select(["users.id", "users.name", "users.email", "users.role", "users.disabled_at", "users.created_at"])
    .select("two_factor.confirmed_at as two_factor_at")
    .select((eb) => eb.fn.max("sessions.last_seen_at").as("last_seen_at"))
    .groupBy(["users.id", "users.name", "users.email", "users.role", "users.disabled_at", "users.created_at"])
    .groupBy("two_factor.confirmed_at")
    .execute();
  const collator = new Intl.Collator("en");
  return rows
    .map((row) => ({
      id: row.id,
      name: row.name,
      email: row.email,
      role: row.role,
      isDisabled: row.disabled_at !== null,
      hasTwoFactor: row.two_factor_at !== null,
      isYou: row.id === viewer.userId,
      ...(row.last_seen_at ? { lastSeenAt: row.last_seen_at } : {}),
      createdAt: row.created_at,
    }))
    .sort((a, b) => collator.compare(a.name, b.name) || collator.compare(a.email, b.email));
}

/** Invite links that still work, newest first. */
export async function listInvites(): Promise<InviteRow[]> {
  const rows = await db()
    .selectFrom("links")
    .select(["id", "email", "role", "created_at", "expires_at"])
    .where("kind", "=", "join")
    .where("used_at", "is", null)
    .where("expires_at", ">", nowIso())
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    email: row.email,
    role: row.role,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }));
}
