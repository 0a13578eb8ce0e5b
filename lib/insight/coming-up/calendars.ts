import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { actorOf } from "#lib/access/auth/actor.ts";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { askerOf } from "#lib/changes/kept/asker.ts";
import { nowIsoByClock } from "#lib/core/clock.ts";
import { env } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { listComingUp } from "./data.ts";
import { calendarOf } from "./ics.ts";

const TOKEN_BYTES = 32;
const digestOf = (token: string): string => createHash("sha256").update(token).digest("base64url");

/** Whether the viewer has a calendar, and whether it has names. */
export async function ownCalendar(
  viewer: Viewer,
): Promise<{ withNames: boolean; since: string } | undefined> {
  const row = await db()
    .selectFrom("calendars")
    .select(["with_names", "created_at"])
    .where("user_id", "=", viewer.userId)
    .executeTakeFirst();
  return row && { withNames: row.with_names === 1, since: row.created_at };
}

/** Makes the viewer's calendar, in place of an earlier one. Returns its address, which is told this once. */
export async function makeCalendar(viewer: Viewer, withNames: boolean): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const row = { token_digest: digestOf(token), with_names: withNames ? 1 : 0, created_at: nowIso() } as const;
  await transact(async (tx) => {
    await tx
      .insertInto("calendars")
      .values({ user_id: viewer.userId, ...row })
      .onConflict((conflict) => conflict.column("user_id").doUpdateSet(row))
      .execute();
    await appendEvent(tx, {
      action: "profile.calendarOn",
      actor: actorOf(viewer),
      outcome: "done",
      facts: { withNames },
      search: "calendar",
    });
  });
  return `${env().ROLLCALL_URL}/api/calendar/${token}.ics`;
}

/** Ends the viewer's calendar: its address has nothing any more. Throws NOT_FOUND where there is none. */
export async function endCalendar(viewer: Viewer): Promise<void> {
  await transact(async (tx) => {
    const gone = await tx
      .deleteFrom("calendars")
      .where("user_id", "=", viewer.userId)
      .returning("user_id")
      .executeTakeFirst();
    if (!gone) throw new AppError("NOT_FOUND", { reason: "There is no calendar any more" });
    await appendEvent(tx, {
      action: "profile.calendarOff",
      actor: actorOf(viewer),
      outcome: "done",
      facts: {},
      search: "calendar",
    });
  });
}

/** What a calendar's address shows, as its person may see it now; undefined for an address that is none, or of somebody without access. */
export async function readCalendar(token: string): Promise<string | undefined> {
  const row = await db()
    .selectFrom("calendars")
    .select(["user_id", "with_names"])
    .where("token_digest", "=", digestOf(token))
    .executeTakeFirst();
  const viewer = row && (await askerOf(row.user_id).catch(() => undefined));
  if (!row || !viewer || !can(viewer, "activity.read")) return undefined;
  return seeingAs(viewer, async () =>
    calendarOf(await listComingUp(viewer), {
      origin: env().ROLLCALL_URL,
      withNames: row.with_names === 1,
      nowIso: nowIsoByClock(),
    }),
  );
}
