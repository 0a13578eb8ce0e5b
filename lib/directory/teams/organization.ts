import "server-only";
import { type Db, db, type Tx } from "#lib/store/db/connection.ts";

/** The row that stands for an organization's own list of people. */
export async function organizationTeamId(
  connectionId: string,
  store: Db | Tx = db(),
): Promise<string | undefined> {
  const row = await store
    .selectFrom("teams")
    .select("id")
    .where("connection_id", "=", connectionId)
    .where("kind", "=", "organization")
    .where("removed_at", "is", null)
    .executeTakeFirst();
  return row?.id;
}
