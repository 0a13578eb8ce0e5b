import "server-only";
import { sql } from "kysely";
import { actorOf } from "#lib/access/auth/actor.ts";
import { recordRefusal } from "#lib/access/auth/refusal.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId, nowIso } from "#lib/core/ids.ts";
import { can, type Permission, type Viewer } from "#lib/core/permissions.ts";
import { MAX_VIEWS } from "#lib/directory/views/constants.ts";
import { viewTeam } from "#lib/directory/views/pages.ts";
import type { NewView } from "#lib/directory/views/schema.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { type Tx, transact } from "#lib/store/db/connection.ts";
import { textKey } from "#lib/store/db/text-key.ts";

const GONE = "This view was deleted";

/** Keeps a filter under a name; with the `id` of one's own it is that one. Throws FORBIDDEN (sharing), INVALID_INPUT: the name is taken, or there are too many. */
export async function saveView(viewer: Viewer, view: NewView, id = newId()): Promise<string> {
  if (view.isShared) await assertMay(viewer, "view.share");
  const at = nowIso();
  return transact(async (tx) => {
    const same = await tx.selectFrom("saved_views").select("user_id").where("id", "=", id).executeTakeFirst();
    if (same) {
      if (same.user_id !== viewer.userId) throw new AppError("KEY_REUSED");
      return id;
    }
    const counted = await tx
      .selectFrom("saved_views")
      .select(sql<number>`count(*)`.as("n"))
      .where("user_id", "=", viewer.userId)
      .executeTakeFirstOrThrow();
    if (Number(counted.n) >= MAX_VIEWS) throw wrong(`You have ${MAX_VIEWS} views already: delete some first`);
    await assertFree(tx, viewer.userId, view.name);
    await tx
      .insertInto("saved_views")
      .values({
        ...{ id, user_id: viewer.userId, page: view.page, name: view.name, name_key: textKey(view.name) },
        ...{ query: view.query, team_id: viewTeam(view.query), shared: view.isShared ? 1 : 0 },
        ...{ created_at: at, updated_at: at },
      })
      .execute();
    if (view.isShared) await note(tx, viewer, "view.share", view.name);
    return id;
  });
}

/** Gives one's own view another name, and says whether everybody has it. Throws NOT_FOUND, FORBIDDEN (sharing), INVALID_INPUT. */
export async function changeView(
  viewer: Viewer,
  { id, name, isShared }: { id: string; name: string; isShared: boolean },
): Promise<void> {
  const mayShare = can(viewer, "view.share");
  const isRefused = await transact(async (tx) => {
    const before = await tx
      .selectFrom("saved_views")
      .select(["name_key", "shared"])
      .where("id", "=", id)
      .where("user_id", "=", viewer.userId)
      .executeTakeFirst();
    if (!before) throw new AppError("NOT_FOUND", { reason: GONE });
    const isNew = isShared && before.shared === 0;
    if (isNew && !mayShare) return true;
    if (before.name_key !== textKey(name)) await assertFree(tx, viewer.userId, name);
    await tx
      .updateTable("saved_views")
      .set({ name, name_key: textKey(name), shared: isShared ? 1 : 0, updated_at: nowIso() })
      .where("id", "=", id)
      .execute();
    if (isNew) await note(tx, viewer, "view.share", name);
    else if (!isShared && before.shared === 1) await note(tx, viewer, "view.unshare", name);
    return false;
  });
  // Outside the transaction: the refusal is put on record.
  if (isRefused) await assertMay(viewer, "view.share");
}

/** Deletes one's own view, or who may, a shared one of somebody else. Throws NOT_FOUND. */
export async function deleteView(viewer: Viewer, id: string): Promise<void> {
  await transact(async (tx) => {
    const row = await tx.selectFrom("saved_views").selectAll().where("id", "=", id).executeTakeFirst();
    const may = row && (row.user_id === viewer.userId || (row.shared === 1 && can(viewer, "view.deleteAny")));
    if (!may) throw new AppError("NOT_FOUND", { reason: GONE });
    await tx.deleteFrom("saved_views").where("id", "=", id).execute();
    if (row.shared === 1) await note(tx, viewer, "view.unshare", row.name);
  });
}

async function assertMay(viewer: Viewer, permission: Permission): Promise<void> {
  if (can(viewer, permission)) return;
  await recordRefusal(viewer, permission);
  throw new AppError("FORBIDDEN");
}

const wrong = (reason: string) => new AppError("INVALID_INPUT", { reason, fields: { name: [reason] } });

async function assertFree(tx: Tx, userId: string, name: string): Promise<void> {
  const taken = await tx
    .selectFrom("saved_views")
    .select("id")
    .where("user_id", "=", userId)
    .where("name_key", "=", textKey(name))
    .executeTakeFirst();
  if (taken) throw wrong("You have a view of this name already");
}

const note = (tx: Tx, viewer: Viewer, action: string, name: string) =>
  appendEvent(tx, { action, actor: actorOf(viewer), outcome: "done", personal: { name }, search: name });
