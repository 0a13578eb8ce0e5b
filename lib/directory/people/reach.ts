import "server-only";
import { AppError } from "#lib/core/errors.ts";
import { noteFailure, noteSuccess, openConnection } from "#lib/directory/connections/open.ts";
import type { ReachPage } from "#lib/directory/people/schema.ts";
import { db } from "#lib/store/db/connection.ts";

/** How long a look may take, in milliseconds. */
const READ_MS = 10_000;

/**
 * One page of what a person's account can reach at the vendor, read now: nothing of it is kept. Throws NOT_FOUND where the
 * person has no such account (that the viewer sees), NOT_SUPPORTED, and the vendor's codes.
 */
export async function readReach(
  personId: string,
  account: { connection: string; user: string; cursor?: string | undefined },
): Promise<ReachPage> {
  const member = await db()
    .selectFrom("members")
    .innerJoin("teams", "teams.id", "members.team_id")
    .select("members.user_id")
    .where("members.person_id", "=", personId)
    .where("members.connection_id", "=", account.connection)
    .where("members.user_id", "=", account.user)
    .where("members.removed_at", "is", null)
    .where("teams.kind", "=", "organization")
    .executeTakeFirst();
  if (!member) throw new AppError("NOT_FOUND", { reason: "This person has no account there any more" });
  const { client } = await openConnection(account.connection);
  if (!client.listReach) throw new AppError("NOT_SUPPORTED");
  try {
    const signal = AbortSignal.timeout(READ_MS);
    const page = await client.listReach(member.user_id, account.cursor, { signal });
    await noteSuccess(account.connection, "read");
    const isLost = page.problem !== undefined || (page.next !== undefined && page.next === account.cursor);
    return {
      items: page.items,
      ...(page.next && !isLost ? { next: page.next } : {}),
      ...(isLost ? { isCut: true } : {}),
    };
  } catch (error) {
    await noteFailure(account.connection, error, "read");
    throw error;
  }
}
