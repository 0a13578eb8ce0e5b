import "server-only";
import { actorOf } from "#lib/access/auth/actor.ts";
import type { UploadKind } from "#lib/changes/intake/schema.ts";
import { newId, nowIso } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { db, transact } from "#lib/store/db/connection.ts";

const KEEP_MS = 3_600_000;
/** So many of one person are kept: the oldest go. */
const KEPT = 3;

/** Keeps what somebody sent for an hour, for that person alone. Answers its id. */
export async function keepUpload(
  viewer: Viewer,
  upload: { kind: UploadKind; name: string; content: string; bytes: number },
): Promise<string> {
  const id = newId();
  const at = nowIso();
  await transact(async (tx) => {
    const older = await tx
      .selectFrom("uploads")
      .select("id")
      .where("user_id", "=", viewer.userId)
      .orderBy("created_at", "desc")
      .orderBy("id", "desc")
      .offset(KEPT - 1)
      .limit(100)
      .execute();
    const gone = older.map((row) => row.id);
    if (gone.length > 0) await tx.deleteFrom("uploads").where("id", "in", gone).execute();
    await tx
      .insertInto("uploads")
      .values({
        id,
        user_id: viewer.userId,
        kind: upload.kind,
        name: upload.name,
        content: upload.content,
        created_at: at,
        expires_at: new Date(Date.parse(at) + KEEP_MS).toISOString(),
      })
      .execute();
    await appendEvent(tx, {
      action: "upload.create",
      actor: actorOf(viewer),
      outcome: "done",
      facts: { kind: upload.kind, bytes: upload.bytes },
      personal: { name: upload.name },
      search: upload.name,
    });
  });
  return id;
}

/** Forgets what was sent: it has been used, or its dialog was closed. Another person's stays. */
export async function dropUpload(viewer: Viewer, id: string): Promise<void> {
  await db().deleteFrom("uploads").where("id", "=", id).where("user_id", "=", viewer.userId).execute();
}

/** Forgets what has been kept long enough. */
export async function sweepUploads(): Promise<void> {
  await db().deleteFrom("uploads").where("expires_at", "<=", nowIso()).execute();
}
