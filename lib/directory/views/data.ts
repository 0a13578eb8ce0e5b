import "server-only";
import { can, type Viewer } from "#lib/core/permissions.ts";
import { BUILT_IN } from "#lib/directory/views/constants.ts";
import type { View } from "#lib/directory/views/schema.ts";
import { db } from "#lib/store/db/connection.ts";

/** The views that come with Rollcall, then one's own and those that are shared with everybody, by name. */
export async function listViews(viewer: Viewer): Promise<View[]> {
  const rows = await db()
    .selectFrom("saved_views")
    .innerJoin("users", "users.id", "saved_views.user_id")
    .select(["saved_views.id", "saved_views.page", "saved_views.name", "saved_views.query"])
    .select(["saved_views.shared", "saved_views.user_id", "users.name as maker"])
    .where((where) =>
      where.or([where("saved_views.user_id", "=", viewer.userId), where("saved_views.shared", "=", 1)]),
    )
    .orderBy("saved_views.name_key")
    .orderBy("saved_views.id")
    .execute();
  const mayDeleteAny = can(viewer, "view.deleteAny");
  return [
    ...BUILT_IN.filter(({ page }) => can(viewer, page === "secrets" ? "secret.read" : "member.read")),
    ...rows.map((row): View => {
      const isOwn = row.user_id === viewer.userId;
      return {
        ...{ id: row.id, page: row.page, name: row.name, query: row.query },
        isShared: row.shared === 1,
        mayChange: isOwn,
        mayDelete: isOwn || mayDeleteAny,
        ...(isOwn ? {} : { by: row.maker }),
      };
    }),
  ];
}
