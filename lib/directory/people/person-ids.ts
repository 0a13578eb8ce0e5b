import "server-only";
import { db } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";
import { emailKey } from "#lib/store/db/text-key.ts";

/** Somebody at a vendor: by their id there, or by the address to which they were invited. */
export type Account = { connectionId: string; userId?: string | undefined; email?: string | undefined };

type Found = { connection_id: string; user_id: string; email_key: string | null; person_id: string };
const AT_ONCE = 5_000;

/**
 * Whose page shows an account, for many at once: of people who are in a list now, and whom the viewer sees. Where an
 * address stands for two people, nobody's.
 */
export async function personIdsOf(
  accounts: readonly Account[],
): Promise<(account: Account) => string | undefined> {
  const connectionIds = [...new Set(accounts.map(({ connectionId }) => connectionId))];
  const userIds = new Set(accounts.flatMap(({ userId }) => userId ?? []));
  const keys = new Set(accounts.flatMap(({ userId, email }) => (userId ? [] : (keyOf(email) ?? []))));
  const present = () =>
    db()
      .selectFrom("members")
      .select(["connection_id", "user_id", "email_key", "person_id"])
      .distinct()
      .where("removed_at", "is", null);
  const byId: Found[] = [];
  for (const some of chunks([...userIds], AT_ONCE))
    byId.push(
      ...(await present().where("connection_id", "in", connectionIds).where("user_id", "in", some).execute()),
    );
  const byAddress: Found[] = [];
  for (const some of chunks([...keys], AT_ONCE))
    byAddress.push(...(await present().where("email_key", "in", some).execute()));
  const known = new Map(byId.map((row) => [`${row.connection_id} ${row.user_id}`, row.person_id]));
  const addressed = Map.groupBy(byAddress, (row) => row.email_key);
  return ({ connectionId, userId, email }) => {
    if (userId) return known.get(`${connectionId} ${userId}`);
    const people = new Set(addressed.get(keyOf(email))?.map((row) => row.person_id));
    return people.size === 1 ? [...people][0] : undefined;
  };
}

const keyOf = (email: string | undefined): string | null => (email ? emailKey(email) : null);
