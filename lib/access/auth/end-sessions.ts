import "server-only";
import { nowIso } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { type Tx, transact } from "#lib/store/db/connection.ts";
import type { Actor } from "./actor.ts";

/** Whose sessions an admin ends. The admin's own one, which asks, goes on with "everybody". */
export type WhichSessions = { sessionId: string } | { userId: string } | "everybody";

async function endThem(tx: Tx, viewer: Viewer, which: WhichSessions): Promise<number> {
  let query = tx.updateTable("sessions").set({ ended_at: nowIso() }).where("ended_at", "is", null);
  if (which === "everybody") query = query.where("id", "!=", viewer.sessionId);
  else if ("sessionId" in which) query = query.where("id", "=", which.sessionId);
  else query = query.where("user_id", "=", which.userId).where("id", "!=", viewer.sessionId);
  return Number((await query.executeTakeFirst()).numUpdatedRows);
}

/** Who the sessions are of, for the audit log. */
async function whose(tx: Tx, which: WhichSessions) {
  if (which === "everybody") return { userId: "everybody" };
  const query = tx.selectFrom("users").select(["users.id as userId", "users.name", "users.email"]);
  return "userId" in which
    ? query.where("users.id", "=", which.userId).executeTakeFirst()
    : query
        .innerJoin("sessions", "sessions.user_id", "users.id")
        .where("sessions.id", "=", which.sessionId)
        .executeTakeFirst();
}

/** Ends a session, all of a user's or everybody's; returns how many were live. Ending what has ended does nothing. */
export async function endSessionsAsAdmin(
  viewer: Viewer,
  actor: Actor,
  which: WhichSessions,
): Promise<number> {
  return transact(async (tx) => {
    const { userId, ...personal } = (await whose(tx, which)) ?? {};
    const ended = await endThem(tx, viewer, which);
    if (ended === 0 || userId === undefined) return ended;
    await appendEvent(tx, {
      action: "user.endSessions",
      actor,
      outcome: "done",
      facts: { userId, endedSessions: ended },
      personal,
      search: Object.values(personal).join(" "),
    });
    return ended;
  });
}
