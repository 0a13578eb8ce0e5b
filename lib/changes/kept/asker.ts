import "server-only";
import { scopeOf } from "#lib/access/grants/data.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { outsideViews } from "#lib/store/db/view.ts";

/** Who asked, as they are now. Throws CONFLICT where they may not do anything any more. */
export async function askerOf(askerId: string): Promise<Viewer> {
  const user = await outsideViews(() =>
    db()
      .selectFrom("users")
      .select(["id", "name", "email", "role", "disabled_at"])
      .where("id", "=", askerId)
      .executeTakeFirst(),
  );
  if (!user || user.disabled_at !== null)
    throw new AppError("CONFLICT", { reason: "Whoever asked for this has no access any more" });
  const { id: userId, name, email, role } = user;
  return { userId, name, email, role, sessionId: "", scope: await scopeOf(userId, role) };
}
