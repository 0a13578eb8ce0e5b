import "server-only";
import { scopeOf } from "#lib/access/grants/data.ts";
import { env } from "#lib/core/env.ts";
import { newId } from "#lib/core/ids.ts";
import { warnSeldom } from "#lib/core/log.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import type { RequestOrigin } from "./request.ts";
import type { AnySessionRow, SessionRow } from "./session-row.ts";

const MINUTE_MS = 60_000;
/** How long rows of sessions that are over stay. */
const KEEP_MS = 30 * 24 * 60 * MINUTE_MS;

const iso = (ms: number): string => new Date(ms).toISOString();

/** A session ends `lifetimeMs` after it began, whatever happens, and when it was not used for `idleMs`. */
export const sessionLimits = (): { lifetimeMs: number; idleMs: number } => ({
  lifetimeMs: env().ROLLCALL_SESSION_HOURS * 60 * MINUTE_MS,
  idleMs: env().ROLLCALL_SESSION_IDLE_MINUTES * MINUTE_MS,
});

/**
 * Makes a session row and returns its id. Never reuses one: each sign-in has its own. `method` says how it began; a
 * session that begins has proved whose it is.
 */
export async function startSession(
  tx: Tx,
  userId: string,
  from: RequestOrigin,
  now = Date.now(),
  method = "password",
): Promise<string> {
  const id = newId();
  const { lifetimeMs } = sessionLimits();
  await tx
    .insertInto("sessions")
    .values({
      id,
      user_id: userId,
      created_at: iso(now),
      last_seen_at: iso(now),
      expires_at: iso(now + lifetimeMs),
      ended_at: null,
      user_agent: from.userAgent,
      address: from.address,
      proved_at: iso(now),
      method,
    })
    .execute();
  // Rows of sessions that are long over say nothing any more; the audit log keeps the history.
  await tx
    .deleteFrom("sessions")
    .where("user_id", "=", userId)
    .where("expires_at", "<", iso(now - KEEP_MS))
    .execute();
  return id;
}

/** Who a session belongs to, as the store has it now; null when it ended, expired, idled out or the user is disabled. */
export async function findViewer(sessionId: string, now = Date.now()): Promise<Viewer | null> {
  const row = await db()
    .selectFrom("sessions")
    .innerJoin("users", "users.id", "sessions.user_id")
    .leftJoin("two_factor", "two_factor.user_id", "users.id")
    .select([
      "users.id as userId",
      "users.name",
      "users.email",
      "users.role",
      "users.disabled_at",
      "two_factor.confirmed_at as two_factor_at",
      "sessions.id as sessionId",
      "sessions.ended_at",
      "sessions.created_at",
      "sessions.expires_at",
      "sessions.last_seen_at",
    ])
    .where("sessions.id", "=", sessionId)
    .executeTakeFirst();
  if (!row || row.ended_at !== null || row.disabled_at !== null) return null;
  const seen = Date.parse(row.last_seen_at);
  const { lifetimeMs, idleMs } = sessionLimits();
  // By its age too: a shorter lifetime holds for sessions that are under way.
  if (row.expires_at <= iso(now) || row.created_at <= iso(now - lifetimeMs)) return null;
  if (!(seen > now - idleMs)) return null;
  if (seen <= now - MINUTE_MS) await touch(sessionId, now);
  const { userId, name, email, role } = row;
  const isLacking = row.two_factor_at === null && env().ROLLCALL_TWO_FACTOR_ROLES.includes(role);
  return {
    userId,
    name,
    email,
    role,
    sessionId: row.sessionId,
    scope: await scopeOf(userId, role),
    ...(isLacking ? { needsTwoFactor: true } : {}),
  };
}

/** Reading must go on when the store cannot be written, so a failed touch is only logged. */
async function touch(sessionId: string, now: number): Promise<void> {
  try {
    await db()
      .updateTable("sessions")
      .set({ last_seen_at: iso(now) })
      .where("id", "=", sessionId)
      .where("last_seen_at", "<=", iso(now - MINUTE_MS))
      .execute();
  } catch (error) {
    warnSeldom(error, "could not note when a session was last seen");
  }
}

const liveSessions = (now: number) => {
  const { lifetimeMs, idleMs } = sessionLimits();
  return db()
    .selectFrom("sessions")
    .innerJoin("users", "users.id", "sessions.user_id")
    .where("sessions.ended_at", "is", null)
    .where("users.disabled_at", "is", null)
    .where("sessions.expires_at", ">", iso(now))
    .where("sessions.created_at", ">", iso(now - lifetimeMs))
    .where("sessions.last_seen_at", ">", iso(now - idleMs))
    .select([
      "sessions.id",
      "sessions.user_id as userId",
      "users.name",
      "users.email",
      "sessions.created_at as createdAt",
      "sessions.last_seen_at as lastSeenAt",
      "sessions.address",
      "sessions.user_agent as userAgent",
    ])
    .orderBy("sessions.last_seen_at", "desc")
    .orderBy("sessions.id", "desc");
};

/** A person's live sessions, the asking one first, then the last used. */
export async function listSessions(viewer: Viewer, now = Date.now()): Promise<SessionRow[]> {
  const rows = await liveSessions(now).where("users.id", "=", viewer.userId).limit(200).execute();
  return rows
    .map(({ id, createdAt, lastSeenAt, address, userAgent }) => ({
      ...{ id, createdAt, lastSeenAt, address, userAgent },
      isCurrent: id === viewer.sessionId,
    }))
    .sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
}

/** How many sessions the admin's list shows. */
export const MOST_SESSIONS = 500;

/** Everybody's live sessions, the last used first; at most `MOST_SESSIONS`. */
export async function listAllSessions(viewer: Viewer, now = Date.now()): Promise<AnySessionRow[]> {
  const rows = await liveSessions(now).limit(MOST_SESSIONS).execute();
  return rows.map((row) => ({ ...row, isCurrent: row.id === viewer.sessionId }));
}

/** Ends a user's sessions but for one, or all of them; returns how many were live. */
export async function endSessionsOf(tx: Tx, userId: string, except?: string): Promise<number> {
  let query = tx
    .updateTable("sessions")
    .set({ ended_at: iso(Date.now()) })
    .where("user_id", "=", userId)
    .where("ended_at", "is", null);
  if (except !== undefined) query = query.where("id", "!=", except);
  return Number((await query.executeTakeFirst()).numUpdatedRows);
}

/** Signs a session out. Ending one that has ended does nothing. */
export async function endSession(sessionId: string): Promise<void> {
  await transact(async (tx) => {
    const row = await tx
      .selectFrom("sessions")
      .innerJoin("users", "users.id", "sessions.user_id")
      .select(["users.id", "users.name", "users.email", "sessions.address"])
      .where("sessions.id", "=", sessionId)
      .executeTakeFirst();
    const ended = await tx
      .updateTable("sessions")
      .set({ ended_at: iso(Date.now()) })
      .where("id", "=", sessionId)
      .where("ended_at", "is", null)
      .executeTakeFirst();
    if (!row || Number(ended.numUpdatedRows) === 0) return;
    await appendEvent(tx, { action: "session.ended", actor: { ...row, sessionId }, outcome: "done" });
  });
}
