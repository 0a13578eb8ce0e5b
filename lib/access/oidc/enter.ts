import "server-only";
import { makeDevice } from "#lib/access/auth/device.ts";
import { consumeLink, findLink } from "#lib/access/auth/links.ts";
import type { RequestOrigin } from "#lib/access/auth/request.ts";
import { type FirstStep, firstStep } from "#lib/access/auth/second-step.ts";
import { startSession } from "#lib/access/auth/sessions.ts";
import { passInviteLimit, passLimitOfOpenInvite } from "#lib/access/grants/invite-limit.ts";
import { applyClaimedRole, freeName, insertUser, queueUp } from "#lib/access/users/mutations.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId, nowIso } from "#lib/core/ids.ts";
import type { Role } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { type Tx, transact } from "#lib/store/db/connection.ts";
import { isUniqueViolation } from "#lib/store/db/errors.ts";
import { emailKey } from "#lib/store/db/text-key.ts";
import type { Claimed } from "./claims.ts";
import { OidcError } from "./problems.ts";
import type { OidcProvider } from "./schema.ts";

/** A session with the mark of the browser, or the first step where two-factor asks for a code. */
export type Entered = { sessionId: string; device: string } | { step: FirstStep };

/** The address that the provider has verified. Throws `OidcError` without one. */
export const verifiedEmail = ({ email, isEmailVerified }: Claimed): string => {
  if (email === undefined || emailKey(email) === null) throw new OidcError("noEmail", "no e-mail claim");
  if (!isEmailVerified)
    throw new OidcError(
      "unverified",
      "email_verified is not true; docs/sign-in.md says what each provider needs",
    );
  return email;
};

/** The connected account that an answer is about, with whose it is. */
export const identityOf = (tx: Tx, { issuer, subject }: Claimed) =>
  tx
    .selectFrom("identities")
    .innerJoin("users", "users.id", "identities.user_id")
    .select(["identities.id", "users.id as userId", "users.name", "users.email", "users.disabled_at"])
    .select("identities.role_managed")
    .where("issuer", "=", issuer)
    .where("subject", "=", subject)
    .executeTakeFirst();

/** Connects the account that an answer is about with a user. */
export async function insertIdentity(
  tx: Tx,
  provider: OidcProvider,
  claimed: Claimed,
  userId: string,
  isManaged: boolean,
) {
  const now = nowIso();
  await tx
    .insertInto("identities")
    .values({
      id: newId(),
      user_id: userId,
      issuer: claimed.issuer,
      subject: claimed.subject,
      provider: provider.id,
      email: claimed.email ?? "",
      role_managed: isManaged ? 1 : 0,
      created_at: now,
      last_used_at: now,
    })
    .execute();
}

/**
 * The role that the provider gives somebody who has an account here. Once a claim has given one, it goes on to decide: without
 * one the default counts, and without that nobody gets in. Who never had one keeps the role that an admin gave.
 */
async function applyRole(
  tx: Tx,
  provider: OidcProvider,
  claimed: Claimed,
  userId: string,
  wasManaged: boolean,
) {
  const role = claimed.role ?? (wasManaged ? provider.defaultRole : undefined);
  if (role === undefined) {
    if (wasManaged) throw new OidcError("noRole");
    return false;
  }
  await applyClaimedRole(tx, userId, role, provider.id);
  return true;
}

const nameOf = ({ name }: Claimed, email: string): string => name ?? email.split("@")[0] ?? email;

/** Makes an account for somebody nobody here knows, where the provider gives them a role. */
async function makeUser(tx: Tx, provider: OidcProvider, claimed: Claimed, email: string): Promise<string> {
  const sameEmail = await tx
    .selectFrom("users")
    .select("id")
    .where("email_key", "=", emailKey(email))
    .executeTakeFirst();
  if (sameEmail) throw new OidcError("sameEmail");
  const role: Role | undefined = claimed.role ?? provider.defaultRole;
  if (role === undefined) throw new OidcError(provider.roleClaim === undefined ? "noAccount" : "noRole");
  const isFirst = (await tx.selectFrom("users").select("id").limit(1).executeTakeFirst()) === undefined;
  // The set-up code is worth nothing once there is a user: the first one has to be able to manage.
  if (isFirst && role !== "admin") throw new OidcError("noAccount");
  const name = await freeName(tx, nameOf(claimed, email), email);
  const userId = await insertUser(tx, { name, email, role, passwordHash: null });
  const isLimited = await passLimitOfOpenInvite(tx, email, userId);
  await insertIdentity(
    tx,
    provider,
    claimed,
    userId,
    claimed.role !== null || provider.roleClaim !== undefined,
  );
  await appendEvent(tx, {
    action: "user.create",
    actor: "system",
    outcome: "done",
    facts: { userId, role, by: "claim", provider: provider.id, ...(isLimited && { isLimited }) },
    personal: { name, email },
    search: `${name} ${email}`,
  });
  return userId;
}

async function startEntry(
  tx: Tx,
  provider: OidcProvider,
  userId: string,
  from: RequestOrigin,
): Promise<Entered> {
  const method = `oidc:${provider.id}`;
  const step = await firstStep(tx, userId, method);
  if (step) return { step };
  const user = await tx
    .selectFrom("users")
    .select(["id", "name", "email", "password_hash"])
    .where("id", "=", userId)
    .executeTakeFirstOrThrow();
  const { password_hash, ...who } = user;
  const sessionId = await startSession(tx, userId, from, Date.now(), method);
  await appendEvent(tx, {
    action: "session.started",
    actor: { ...who, sessionId, address: from.address },
    outcome: "done",
    facts: { method },
    personal: { userAgent: from.userAgent },
  });
  return { sessionId, device: makeDevice({ id: userId, password_hash, confirmed_at: null }) };
}

/** Two who come at once are one after the other, and what the other made is found then. */
export async function inTurn<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
  const once = () =>
    transact(async (tx) => {
      await queueUp(tx);
      return run(tx);
    });
  try {
    return await once();
  } catch (error) {
    if (isUniqueViolation(error)) return once();
    throw error;
  }
}

/** Signs in whom the provider's answer is about. Never by e-mail alone. Throws `OidcError`. */
export async function enterByProvider(
  provider: OidcProvider,
  claimed: Claimed,
  from: RequestOrigin,
): Promise<Entered> {
  const email = verifiedEmail(claimed);
  return inTurn(async (tx) => {
    const known = await identityOf(tx, claimed);
    if (known?.disabled_at) throw new OidcError("disabled");
    if (known) {
      const isManaged = await applyRole(tx, provider, claimed, known.userId, known.role_managed === 1);
      await tx
        .updateTable("identities")
        .set({ email, provider: provider.id, last_used_at: nowIso(), role_managed: isManaged ? 1 : 0 })
        .where("id", "=", known.id)
        .execute();
    }
    const userId = known?.userId ?? (await makeUser(tx, provider, claimed, email));
    return startEntry(tx, provider, userId, from);
  });
}

/** Takes an invite up for whom the answer is about, if their verified e-mail is the invited one. Throws `OidcError`. */
export async function joinByProvider(
  provider: OidcProvider,
  claimed: Claimed,
  token: string,
  from: RequestOrigin,
): Promise<Entered> {
  const email = verifiedEmail(claimed);
  return inTurn(async (tx) => {
    const link = await findLink(tx, "join", token);
    if (!link) throw new OidcError("deadInvite");
    if (emailKey(email) !== emailKey(link.email)) throw new OidcError("otherInvite");
    if (await identityOf(tx, claimed)) throw new OidcError("taken");
    if (!(await consumeLink(tx, link.id))) throw new OidcError("deadInvite");
    const role = claimed.role ?? link.role;
    const name = await freeName(tx, nameOf(claimed, email), link.email);
    const userId = await insertUser(tx, { name, email: link.email, role, passwordHash: null }).catch(
      (error: unknown) => {
        throw error instanceof AppError && error.code === "CONFLICT" ? new OidcError("sameEmail") : error;
      },
    );
    const isLimited = await passInviteLimit(tx, link.id, userId);
    await insertIdentity(tx, provider, claimed, userId, claimed.role !== null);
    await appendEvent(tx, {
      action: "user.join",
      actor: { id: userId, name, email: link.email, address: from.address },
      outcome: "done",
      facts: { inviteId: link.id, role, provider: provider.id, ...(isLimited && { isLimited }) },
      search: `${name} ${link.email}`,
    });
    return startEntry(tx, provider, userId, from);
  });
}
