import "server-only";
import { actorOf } from "#lib/access/auth/actor.ts";
import { REMOVES_MANY } from "#lib/changes/constants.ts";
import { batchName } from "#lib/changes/journal/batch-name.ts";
import { undoneBy } from "#lib/changes/journal/journal.ts";
import type { Submission } from "#lib/changes/schema.ts";
import type { Prepared } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId, nowIso } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { seal } from "#lib/store/crypto/key-ring.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { outsideViews } from "#lib/store/db/view.ts";
import { tellRequested } from "#lib/store/outbox/tell.ts";
import { APPROVAL_CODE } from "./constants.ts";
import { readHours } from "./rules.ts";
import { type AskedLine, type StoredChange, valuesBinding } from "./stored.ts";

const HOUR_MS = 3_600_000;
const ROWS_AT_ONCE = 500;

/** The request that a user's submission with this key became. */
export const requestOfKey = (userId: string, key: string) =>
  outsideViews(() =>
    db()
      .selectFrom("approvals")
      .select(["id", "payload_digest"])
      .where("user_id", "=", userId)
      .where("idempotency_key", "=", key)
      .executeTakeFirst(),
  );

/** The request that was made with this key, if one was. Throws KEY_REUSED where it was made of something else. */
export async function findRequest(userId: string, key: string, digest: string): Promise<string | undefined> {
  const row = await requestOfKey(userId, key);
  if (row && row.payload_digest !== digest) throw new AppError("KEY_REUSED");
  return row?.id;
}

/**
 * Keeps a plan until somebody else has decided about it: the very changes that were shown, not the filter or file that they
 * came from, and their secret values sealed. Returns the request's id; the same key is the same request.
 */
export async function askForApproval(
  viewer: Viewer,
  submission: Submission,
  digest: string,
  prepared: readonly Prepared[],
): Promise<string> {
  const ready = prepared.filter((one) => !one.planned.skip);
  const id = newId();
  const values = Object.fromEntries(
    ready.flatMap((one, index) => (one.value === undefined ? [] : [[index, one.value]])),
  );
  const hasValues = Object.keys(values).length > 0;
  const sealed = hasValues ? await seal(JSON.stringify(values), valuesBinding(id)) : null;
  const expiresAt = new Date(Date.now() + (await readHours()) * HOUR_MS).toISOString();
  const title = batchName(ready.map((one) => one.planned));
  const name = submission.name || title;
  const changes = ready.map((one): StoredChange => {
    const warnings = one.planned.warnings.filter(({ code }) => code === REMOVES_MANY);
    return {
      kind: one.name,
      input: one.input,
      ...(one.until ? { until: one.until } : {}),
      ...(one.undoOf ? { undoOf: one.undoOf } : {}),
      ...(warnings.length > 0 ? { warnings } : {}),
    };
  });
  const asked = ready.map(
    ({ planned }): AskedLine => ({
      ...{ title: planned.title, before: planned.before, after: planned.after },
      ...{ subject: planned.subject, teamName: planned.teamName },
      ...(planned.email ? { email: planned.email } : {}),
      ...(planned.people ? { people: planned.people } : {}),
      warnings: planned.warnings.filter((it) => it.confirm && it.code !== APPROVAL_CODE).map((it) => it.text),
    }),
  );
  const places = new Map(
    ready.map((one) => {
      const place = { connection_id: one.connection.id, team_id: one.team?.id ?? null, kind: one.name };
      return [JSON.stringify(place), place];
    }),
  );
  const kinds = [...new Set(ready.map((one) => one.name))];
  const undone = undoneBy(submission);
  const inserted = await transact(async (tx) => {
    const row = await tx
      .insertInto("approvals")
      .values({
        id,
        user_id: viewer.userId,
        name,
        state: "pending",
        asked_at: nowIso(),
        expires_at: expiresAt,
        decided_at: null,
        decided_by: null,
        reason: null,
        batch_id: null,
        idempotency_key: submission.key,
        payload_digest: digest,
        size: ready.length,
        changes: JSON.stringify(changes),
        asked: JSON.stringify(asked),
        acknowledged: JSON.stringify(submission.acknowledged.filter((code) => code !== APPROVAL_CODE)),
        undo_of: undone.change,
        undo_of_batch: undone.batch,
        sealed_values: sealed,
        offboards: submission.offboards ? JSON.stringify(submission.offboards) : null,
      })
      .onConflict((conflict) => conflict.columns(["user_id", "idempotency_key"]).doNothing())
      .returning("id")
      .executeTakeFirst();
    if (!row) return false;
    const rows = [...places.values()].map((place, seq) => ({ approval_id: id, seq, ...place }));
    for (let start = 0; start < rows.length; start += ROWS_AT_ONCE)
      await tx
        .insertInto("approval_places")
        .values(rows.slice(start, start + ROWS_AT_ONCE))
        .execute();
    await appendEvent(tx, {
      action: "approval.ask",
      actor: actorOf(viewer),
      outcome: "done",
      facts: { approvalId: id, changes: ready.length, kinds },
      personal: {
        what: title,
        ...(name === title ? {} : { called: name }),
        lines: asked.slice(0, 100).map((line) => line.title),
      },
      search: `${title} ${name}`,
    });
    await tellRequested(tx, {
      ...{ approvalId: id, size: ready.length, kinds, expiresAt, title },
      asker: { id: viewer.userId, name: viewer.name, email: viewer.email },
    });
    return true;
  });
  if (inserted) return id;
  const known = await findRequest(viewer.userId, submission.key, digest);
  if (!known) throw new AppError("CONFLICT", { detail: "a request vanished while it was asked for" });
  return known;
}
