import "server-only";
import { appendEvent } from "#lib/audit/append.ts";
import { db, type Tx, transact } from "#lib/db/connection.ts";
import { newId } from "#lib/ids.ts";
import { log } from "#lib/log.ts";
import type { Viewer } from "./permissions.ts";
import type { RequestOrigin } from "./request.ts";
import type { SessionRow } from "./session-row.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A session ends this long after it began, whatever happens. */
export const SESSION_LIFETIME_MS = 30 * DAY_MS;
/** A session ends when it was not used for this long. */
export const SESSION_IDLE_MS = 7 * DAY_MS;

const iso = (ms: number): string => new Date(ms).toISOString();

/** Makes a session row and returns its id. Never reuses one: each sign-in has its own. */
export async function startSession(
  tx: Tx,
  userId: string,
  from: RequestOrigin,
  now = Date.now(),
): Promise<string> {
  const id = newId();
  await tx
    .insertInto("sessions")
    .values({
      id,
      user_id: userId,
      created_at: iso(now),
      last_seen_at: iso(now),
      expires_at: iso(now + SESSION_LIFETIME_MS),
      ended_at: null,
      user_agent: from.userAgent,
      address: from.address,
    })
    .execute();
  // Rows of sessions that are long over say nothing any more; the audit log keeps the history.
  await tx
    .deleteFrom("sessions")
    .where("user_id", "=", userId)
    .where("expires_at", "<", iso(now - SESSION_LIFETIME_MS))
    .execute();
  return id;
}

/** Who a session belongs to, as the store has it now; null when it ended, expired, idled out or the user is disabled. */
export async function findViewer(sessionId: string, now = Date.now()): Promise<Viewer | null> {
  const row = await db()
    .selectFrom("sessions")
    .innerJoin("users", "users.id", "sessions.user_id")
    .select([
      "users.id as userId",
      "users.name",
      "users.email",
      "users.role",
      "users.disabled_at",
      "sessions.id as sessionId",
      "sessions.ended_at",
      "sessions.expires_at",
      "sessions.last_seen_at",
    ])
    .where("sessions.id", "=", sessionId)
    .executeTakeFirst();
  if (!row || row.ended_at !== null || row.disabled_at !== null) return null;
  const seen = Date.parse(row.last_seen_at);
  if (row.expires_at <= iso(now) || !(seen > now - SESSION_IDLE_MS)) return null;
  if (seen <= now - MINUTE_MS) await touch(sessionId, now);
  return { userId: row.userId, name: row.name, email: row.email, role: row.role, sessionId: row.sessionId };
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
    log.warn({ err: error }, "could not note when a session was last seen");
  }
}

/** A person's live sessions, the asking one first, then the last used. */
export async function listSessions(viewer: Viewer, now = Date.now()): Promise<SessionRow[]> {
  const rows = await db()
    .selectFrom("sessions")
    .select(["id", "created_at", "last_seen_at", "address", "user_agent"])
    .where("user_id", "=", viewer.userId)
    .where("ended_at", "is", null)
    .where("expires_at", ">", iso(now))
    .where("last_seen_at", ">", iso(now - SESSION_IDLE_MS))
    .orderBy("last_seen_at", "desc")
    .orderBy("id", "desc")
    .limit(200)
    .execute();
  return rows
    .map((row) => ({
      id: row.id,
      createdAt: row.created_at,
      lastSeenAt: row.last_seen_at,
      address: row.address,
      userAgent: row.user_agent,
      isCurrent: row.id === viewer.sessionId,
    }))
    .sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
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
