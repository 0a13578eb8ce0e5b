import "server-only";
import type { Tx } from "#lib/store/db/connection.ts";
import { emailKey } from "#lib/store/db/text-key.ts";
import { dropLimits } from "./store-limit.ts";

/** Whom the limit of an invite is for, as the store has it: nobody until somebody joins by the invite. */
export const inviteSubject = (linkId: string): string => `invite:${linkId}`;

/** Takes away what invites would have limited somebody to: they do not work any more. */
export const dropInviteLimits = (tx: Tx, linkIds: readonly string[]): Promise<void> =>
  dropLimits(tx, linkIds.map(inviteSubject));

/**
 * Makes an invite's limit the limit of the account that it made. In the transaction that makes the account: there is no request
 * on which it does not hold. Returns whether there was one.
 */
export async function passInviteLimit(tx: Tx, linkId: string, userId: string): Promise<boolean> {
  const [from, to] = [inviteSubject(linkId), `user:${userId}`];
  await tx.updateTable("grants").set({ subject: to }).where("subject", "=", from).execute();
  const moved = await tx
    .updateTable("limits")
    .set({ subject: to })
    .where("subject", "=", from)
    .executeTakeFirst();
  return Number(moved.numUpdatedRows) > 0;
}

/** The same for somebody who was invited and comes without the link: the limit holds whichever door they take. */
export async function passLimitOfOpenInvite(tx: Tx, email: string, userId: string): Promise<boolean> {
  const open = await tx
    .selectFrom("links")
    .select(["id", "email"])
    .where("kind", "=", "join")
    .where("used_at", "is", null)
    .execute();
  const theirs = open.find((link) => emailKey(link.email) === emailKey(email));
  return theirs ? passInviteLimit(tx, theirs.id, userId) : false;
}
