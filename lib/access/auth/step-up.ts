import "server-only";
import { sql } from "kysely";
import { inTurn, madeLately, TOGETHER_MS } from "#lib/access/auth/lately.ts";
import { env } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db, type Tx } from "#lib/store/db/connection.ts";
import { outsideViews } from "#lib/store/db/view.ts";

/**
 * The gate of risky steps. Throws STEP_UP_NEEDED unless this session proved whose it is within
 * `ROLLCALL_STEP_UP_MINUTES`; signing in is such a proof. With 0 it asks for nothing.
 */
export async function requireStepUp(
  viewer: Viewer,
  now = Date.now(),
  store: Tx | ReturnType<typeof db> = db(),
): Promise<void> {
  const minutes = env().ROLLCALL_STEP_UP_MINUTES;
  if (minutes === 0) return;
  const session = await store
    .selectFrom("sessions")
    .select("proved_at")
    .where("id", "=", viewer.sessionId)
    .where("user_id", "=", viewer.userId)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  const provedAt = session?.proved_at ? Date.parse(session.proved_at) : Number.NaN;
  // A proof from the future is a clock that was set back, and no proof.
  if (provedAt <= now + 60_000 && provedAt > now - minutes * 60_000) return;
  throw new AppError("STEP_UP_NEEDED");
}

/**
 * What of a plan asks for a proof: a team that goes for good, or more changes than `ROLLCALL_STEP_UP_CHANGES` with those
 * that the viewer made within the last hour and that did not fail, or scheduled within it. In the transaction that journals them, two plans at
 * once are counted one after the other.
 */
export async function requireStepUpFor(
  viewer: Viewer,
  changes: readonly { name: string }[],
  tx?: Tx,
): Promise<void> {
  if (await asksForProof(viewer, changes, tx)) await requireStepUp(viewer, Date.now(), tx ?? db());
}

/** Whether such a plan asks for a proof. A token can give none: a person has to decide about it instead. */
export async function asksForProof(
  viewer: Viewer,
  changes: readonly { name: string }[],
  tx?: Tx,
): Promise<boolean> {
  if (env().ROLLCALL_STEP_UP_MINUTES === 0) return false;
  if (tx) await inTurn(tx);
  return (
    changes.some(({ name }) => name === "team.delete") ||
    changes.length + (await countLately(viewer, tx)) > env().ROLLCALL_STEP_UP_CHANGES
  );
}

/**
 * What was made lately, and what waits for its time since then: that begins without its person. All of the store counts,
 * whatever the viewer may see of it by now.
 */
const countLately = (viewer: Viewer, tx: Tx | undefined): Promise<number> =>
  outsideViews(async () => {
    const made = await madeLately(tx ?? db(), viewer.userId)
      .select(sql<number>`count(*)`.as("n"))
      .where("state", "!=", "failed")
      .executeTakeFirst();
    const waiting = await (tx ?? db())
      .selectFrom("schedules")
      .select(sql<number>`sum(size)`.as("n"))
      .where("user_id", "=", viewer.userId)
      .where("kind", "=", "batch")
      .where("state", "in", ["scheduled", "held"])
      .where("created_at", ">", new Date(Date.now() - TOGETHER_MS).toISOString())
      .executeTakeFirst();
    return Number(made?.n ?? 0) + Number(waiting?.n ?? 0);
  });

/** Notes that a session has just proved whose it is. */
export async function noteProof(tx: Tx, viewer: Viewer): Promise<void> {
  await tx
    .updateTable("sessions")
    .set({ proved_at: nowIso() })
    .where("id", "=", viewer.sessionId)
    .where("user_id", "=", viewer.userId)
    .where("ended_at", "is", null)
    .execute();
}
