import "server-only";
import { dropInviteLimits, inviteSubject, passInviteLimit } from "#lib/access/grants/invite-limit.ts";
import { grantedIds, refuseLimited, storeLimit } from "#lib/access/grants/store-limit.ts";
import { insertUser, queueUp, takenError } from "#lib/access/users/mutations.ts";
import type { GivenLink } from "#lib/access/users/schema.ts";
import { env } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Granted } from "#lib/core/limits.ts";
import type { Role, Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { emailKey } from "#lib/store/db/text-key.ts";
import { type Actor, actorOf } from "./actor.ts";
import { consumeLink, findLink, makeLink } from "./links.ts";
import { hashNewPassword } from "./password.ts";
import type { RequestOrigin } from "./request.ts";
import { startSession } from "./sessions.ts";

const given = (link: { path: string; expiresAt: string }): GivenLink => ({
  url: `${env().ROLLCALL_URL}${link.path}`,
  expiresAt: link.expiresAt,
});

const samePerson = (tx: Tx, email: string) =>
  tx.selectFrom("users").select("id").where("email_key", "=", emailKey(email)).executeTakeFirst();

/**
 * Makes an invite link; an earlier one for the same address stops working. Whoever joins by it is limited to what is granted, from
 * their first request on; null: not limited. Throws CONFLICT when the address has an account, FORBIDDEN for who is limited
 * themselves, and what `storeLimit` throws.
 */
export async function inviteUser(
  viewer: Viewer,
  actor: Actor,
  email: string,
  role: Role,
  granted: readonly Granted[] | null = null,
): Promise<GivenLink> {
  return transact(async (tx) => {
    await queueUp(tx);
    await refuseLimited(tx, viewer);
    if (await samePerson(tx, email)) throw takenError(email);
    const pending = await tx
      .selectFrom("links")
      .select(["id", "email"])
      .where("kind", "=", "join")
      .where("used_at", "is", null)
      .execute();
    const earlier = pending.filter((link) => emailKey(link.email) === emailKey(email)).map((link) => link.id);
    if (earlier.length > 0) await tx.deleteFrom("links").where("id", "in", earlier).execute();
    await dropInviteLimits(tx, earlier);
    const link = await makeLink(tx, { kind: "join", email, role, createdBy: viewer.userId });
    const places = granted && (await storeLimit(tx, inviteSubject(link.id), granted, viewer.userId));
    await appendEvent(tx, {
      action: "user.invite",
      actor,
      outcome: "done",
      facts: { inviteId: link.id, role, ...(granted && { isLimited: true, ...grantedIds(granted) }) },
      personal: { email, ...(places && { places }) },
      search: [email, ...(places ?? [])].join(" "),
    });
    return { ...given(link), ...(places && { places }) };
  });
}

/** Takes an invite link back. Throws NOT_FOUND when it was used or revoked meanwhile. */
export async function revokeInvite(viewer: Viewer, inviteId: string): Promise<void> {
  await transact(async (tx) => {
    const invite = await tx
      .deleteFrom("links")
      .where("id", "=", inviteId)
      .where("kind", "=", "join")
      .where("used_at", "is", null)
      .returning(["email"])
      .executeTakeFirst();
    if (!invite) throw new AppError("NOT_FOUND", { reason: "This invite was used or revoked meanwhile." });
    await dropInviteLimits(tx, [inviteId]);
    await appendEvent(tx, {
      action: "user.revokeInvite",
      actor: actorOf(viewer),
      outcome: "done",
      facts: { inviteId },
      personal: { email: invite.email },
      search: invite.email,
    });
  });
}

/** What a link that does not work answers, whatever the reason. */
const deadLink = (): AppError =>
  new AppError("NOT_FOUND", { reason: "This link no longer works. Ask an admin for a new one." });

type Joining = { token: string; name: string; password: string; from: RequestOrigin };

/** Makes the account that an invite link stands for and signs it in; returns the session's id. Throws NOT_FOUND, CONFLICT (the name too). */
export async function joinByLink({ token, name, password, from }: Joining): Promise<string> {
  const link = await findLink(db(), "join", token);
  if (!link) throw deadLink();
  const passwordHash = await hashNewPassword(password, { email: link.email, name });
  return transact(async (tx) => {
    // One after another: two who join at once do not get one name.
    await queueUp(tx);
    if (!(await consumeLink(tx, link.id))) throw deadLink();
    const userId = await insertUser(tx, { name, email: link.email, role: link.role, passwordHash });
    const isLimited = await passInviteLimit(tx, link.id, userId);
    const sessionId = await startSession(tx, userId, from, Date.now(), "link");
    await appendEvent(tx, {
      action: "user.join",
      actor: { id: userId, name, email: link.email, sessionId, address: from.address },
      outcome: "done",
      facts: { inviteId: link.id, role: link.role, ...(isLimited && { isLimited }) },
      search: `${name} ${link.email}`,
    });
    return sessionId;
  });
}

/** Whose link a token opens, for the page that the link leads to; undefined when it no longer works. */
export async function whoseLink(
  kind: "join" | "reset",
  token: string,
): Promise<{ email: string } | undefined> {
  const link = await findLink(db(), kind, token);
  return link && { email: link.email };
}
