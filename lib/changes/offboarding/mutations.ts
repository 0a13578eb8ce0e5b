import "server-only";
import { actorOf } from "#lib/access/auth/actor.ts";
import { readBatch } from "#lib/changes/journal/data.ts";
import type { HandTask, LeftOut, Unreached } from "#lib/changes/offboarding/schema.ts";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { transact } from "#lib/store/db/connection.ts";

/** After so long it is looked at again whether they came back. */
const LOOK_AGAIN_MS = 24 * 3_600_000;

type NewOffboarding = {
  batchId: string;
  personId: string;
  label: string;
  email?: string | undefined;
  unreached: Unreached[];
  leftOut?: LeftOut[];
  checklist: HandTask[];
};

/** Keeps what stands beside an offboarding's batch. Doing it twice changes nothing. Throws NOT_FOUND (no such batch). */
export async function recordOffboarding(viewer: Viewer, offboarding: NewOffboarding): Promise<void> {
  const { batchId, personId, label, checklist } = offboarding;
  await readBatch(viewer, batchId);
  const at = nowIso();
  await transact(async (tx) => {
    const inserted = await tx
      .insertInto("offboardings")
      .values({
        batch_id: batchId,
        person_id: personId,
        label,
        email: offboarding.email ?? null,
        unreached: JSON.stringify(offboarding.unreached),
        left_out: offboarding.leftOut?.length ? JSON.stringify(offboarding.leftOut) : null,
        created_by: viewer.userId,
        created_at: at,
        look_again_at: new Date(Date.parse(at) + LOOK_AGAIN_MS).toISOString(),
      })
      .onConflict((conflict) => conflict.column("batch_id").doNothing())
      .returning("batch_id")
      .executeTakeFirst();
    if (!inserted) return;
    if (checklist.length > 0)
      await tx
        .insertInto("offboarding_items")
        .values(
          checklist.map(({ words, url }, seq) => ({
            batch_id: batchId,
            key: `item-${seq}`,
            seq,
            words,
            url: url ?? null,
            done_at: null,
            done_by: null,
          })),
        )
        .execute();
    await appendEvent(tx, {
      action: "offboarding.begin",
      actor: actorOf(viewer),
      outcome: "done",
      batchId,
      facts: { unreached: offboarding.unreached.length },
      personal: { name: label, ...(offboarding.email ? { email: offboarding.email } : {}) },
      search: `${label} ${offboarding.email ?? ""}`,
    });
  });
}

/** Ticks an item of the checklist off, or takes the tick back. Throws NOT_FOUND. */
export async function tickItem(viewer: Viewer, batchId: string, key: string, done: boolean): Promise<void> {
  await readBatch(viewer, batchId);
  await transact(async (tx) => {
    const item = await tx
      .updateTable("offboarding_items")
      .set(done ? { done_at: nowIso(), done_by: viewer.userId } : { done_at: null, done_by: null })
      .where("batch_id", "=", batchId)
      .where("key", "=", key)
      .where("done_at", done ? "is" : "is not", null)
      .returning("words")
      .executeTakeFirst();
    if (!item) {
      const known = await tx
        .selectFrom("offboarding_items")
        .select("key")
        .where("batch_id", "=", batchId)
        .where("key", "=", key)
        .executeTakeFirst();
      if (!known) throw new AppError("NOT_FOUND", { reason: "This checklist is gone" });
      return;
    }
    await appendEvent(tx, {
      action: done ? "offboarding.tick" : "offboarding.untick",
      actor: actorOf(viewer),
      outcome: "done",
      batchId,
      personal: { item: item.words },
    });
  });
}
