import "server-only";
import type { UploadKind } from "#lib/changes/intake/schema.ts";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";

/** The text that somebody sent. Throws NOT_FOUND: it was used, is older than an hour, or is somebody else's. */
export async function readUpload(viewer: Viewer, id: string, kind: UploadKind): Promise<string> {
  const row = await db()
    .selectFrom("uploads")
    .select("content")
    .where("id", "=", id)
    .where("user_id", "=", viewer.userId)
    .where("kind", "=", kind)
    .where("expires_at", ">", nowIso())
    .executeTakeFirst();
  if (!row) throw new AppError("NOT_FOUND", { reason: "What was sent is kept for an hour: send it again" });
  return row.content;
}
