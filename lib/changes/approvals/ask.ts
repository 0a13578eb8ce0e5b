import "server-only";
import { actorOf } from "#lib/access/auth/actor.ts";
import { type Keeping, keep } from "#lib/changes/kept/keep.ts";
import { holdReview } from "#lib/changes/reviews/close.ts";
import type { Submission } from "#lib/changes/schema.ts";
import type { Guard, Prepared } from "#lib/changes/types.ts";
import { nowMs } from "#lib/core/clock.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId, nowIso } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { outsideViews } from "#lib/store/db/view.ts";
import { tellRequested } from "#lib/store/outbox/tell.ts";
import { assertRoomToAsk } from "./room.ts";
import { readHours } from "./rules.ts";

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

export type Asking = {
  submission: Submission;
  digest: string;
  /** Of a review, how many it was made of. */
  decisions?: number;
  /** No rule asks for somebody else: the owner of the token may decide. */
  ownerMay?: boolean;
  /** Asked in the transaction that makes the request. */
  guard?: Guard | undefined;
};

/** Keeps a plan until somebody has decided about it. Returns the request's id; the same key is the same request. */
export async function askForApproval(
  viewer: Viewer,
  { submission, digest, decisions = 0, ownerMay = false, guard }: Asking,
  prepared: readonly Prepared[],
): Promise<string> {
  const id = newId();
  const keeping = await keep(submission, prepared, { table: "approvals", id });
  const expiresAt = await expiryFrom(nowMs());
  const inserted = await transact(async (tx) => {
    const request = { id, key: submission.key, digest, expiresAt, keeping, ownerMay };
    const isNew = await insertRequest(tx, viewer, request);
    if (isNew) await guard?.(prepared, tx);
    if (isNew && submission.source?.kind === "review")
      await holdReview(tx, submission.source.reviewId, { approvalId: id, decisions });
    return isNew;
  });
  if (inserted) return id;
  const known = await findRequest(viewer.userId, submission.key, digest);
  if (!known) throw new AppError("CONFLICT", { detail: "a request vanished while it was asked for" });
  return known;
}

/** Until when a request waits that is made then. */
export const expiryFrom = async (ms: number): Promise<string> =>
  new Date(ms + (await readHours()) * HOUR_MS).toISOString();

/** Writes a request with its places, event and notices. False where its key is taken: nothing was written. */
export async function insertRequest(
  tx: Tx,
  viewer: Viewer,
  request: {
    id: string;
    key: string;
    digest: string;
    expiresAt: string;
    keeping: Keeping;
    ownerMay: boolean;
  },
): Promise<boolean> {
  const { id, expiresAt, keeping } = request;
  const { columns, kinds, title, asked } = keeping;
  await assertRoomToAsk(tx, viewer, columns.size);
  const row = await tx
    .insertInto("approvals")
    .values({
      ...columns,
      id,
      user_id: viewer.userId,
      state: "pending",
      asked_at: nowIso(),
      expires_at: expiresAt,
      decided_at: null,
      decided_by: null,
      reason: null,
      batch_id: null,
      idempotency_key: request.key,
      payload_digest: request.digest,
      token_id: viewer.token?.id ?? null,
      owner_may: request.ownerMay ? 1 : 0,
    })
    .onConflict((conflict) => conflict.columns(["user_id", "idempotency_key"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  if (!row) return false;
  const rows = keeping.places.map((place, seq) => ({ approval_id: id, seq, ...place }));
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE)
    await tx
      .insertInto("approval_places")
      .values(rows.slice(start, start + ROWS_AT_ONCE))
      .execute();
  await appendEvent(tx, {
    action: "approval.ask",
    actor: actorOf(viewer),
    outcome: "done",
    facts: { approvalId: id, changes: columns.size, kinds },
    personal: {
      what: title,
      ...(columns.name === title ? {} : { called: columns.name }),
      lines: asked.slice(0, 100).map((line) => line.title),
    },
    search: `${title} ${columns.name}`,
  });
  await tellRequested(tx, {
    ...{ approvalId: id, size: columns.size, kinds, expiresAt, title },
    asker: { id: viewer.userId, name: viewer.name, email: viewer.email },
    ...(viewer.token ? { token: viewer.token } : {}),
    ownerMay: request.ownerMay,
  });
  return true;
}
