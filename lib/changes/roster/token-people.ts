import "server-only";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";
import { emailKey } from "#lib/store/db/text-key.ts";

/**
 * Accounts in these teams that must not cut off what asks, as "team user": `own` are of the person who asks, by their
 * address and by links between accounts, `vendors` those whose tokens Rollcall uses at the vendors.
 */
export async function tokenPeople(
  viewer: Viewer,
  teamIds: readonly string[],
): Promise<{ own: ReadonlySet<string>; vendors: ReadonlySet<string> }> {
  const key = emailKey(viewer.email);
  const own = new Set<string>();
  const vendors = new Set<string>();
  for (const some of chunks(teamIds)) {
    const members = () =>
      db()
        .selectFrom("members")
        .select(["members.team_id", "members.user_id"])
        .where("members.team_id", "in", some)
        .where("members.removed_at", "is", null);
    if (key !== null) {
      const people = db()
        .selectFrom("members as named")
        .select("named.person_id")
        .where("named.email_key", "=", key)
        .where("named.removed_at", "is", null);
      for (const row of await members().where("members.person_id", "in", people).execute())
        own.add(`${row.team_id} ${row.user_id}`);
    }
    const ofTokens = await members()
      .innerJoin("connections", "connections.id", "members.connection_id")
      .whereRef("members.user_id", "=", "connections.token_user_id")
      .execute();
    for (const row of ofTokens) vendors.add(`${row.team_id} ${row.user_id}`);
  }
  return { own, vendors };
}
