import "server-only";
import { sql } from "kysely";
import type { Actor } from "#lib/access/auth/actor.ts";
import { endSessionsOf } from "#lib/access/auth/sessions.ts";
import { dropInviteLimits } from "#lib/access/grants/invite-limit.ts";
import { endTokensOf } from "#lib/access/tokens/end.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId, nowIso } from "#lib/core/ids.ts";
import { can, type Role, type Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { type Tx, transact } from "#lib/store/db/connection.ts";
import { isUniqueViolation } from "#lib/store/db/errors.ts";
import { nameKey } from "#lib/store/db/name-key.ts";
import { emailKey } from "#lib/store/db/text-key.ts";

export type NewUser = { name: string; email: string; role: Role; passwordHash: string | null };

/**
 * Makes an account and returns its id. Throws CONFLICT when the address has one or somebody has the name, as a reader tells
 * names apart, and INVALID_INPUT when it is no address.
 */
export async function insertUser(tx: Tx, user: NewUser): Promise<string> {
  const key = emailKey(user.email);
  if (key === null) throw new AppError("INVALID_INPUT", { fields: { email: ["Enter an e-mail address"] } });
  const taken = await tx.selectFrom("users").select("id").where("email_key", "=", key).executeTakeFirst();
  if (taken) throw takenError(user.email);
  const name = nameKey(user.name || user.email);
  if (await isNameTaken(tx, name)) throw nameTakenError(user.name || user.email);
  const now = nowIso();
  const id = newId();
  try {
    await tx
      .insertInto("users")
      .values({
        id,
        email: user.email.trim(),
        email_key: key,
        name: user.name,
        name_key: name,
        password_hash: user.passwordHash,
        role: user.role,
        disabled_at: null,
        created_at: now,
        updated_at: now,
      })
      .execute();
  } catch (error) {
    throw isUniqueViolation(error) ? takenError(user.email) : error;
  }
  return id;
}

/** What to say of an address that has an account. */
export const takenError = (email: string): AppError =>
  new AppError("CONFLICT", {
    reason: `${email} already has an account.`,
    fields: { email: ["Already has an account"] },
  });

const isNameTaken = async (tx: Tx, key: string): Promise<boolean> =>
  (await tx.selectFrom("users").select("id").where("name_key", "=", key).executeTakeFirst()) !== undefined;

const nameTakenError = (name: string): AppError =>
  new AppError("CONFLICT", {
    reason: `Somebody here is called ${name}, or so alike that one is taken for the other.`,
    fields: { name: ["Somebody here has this name: add an initial or your team"] },
  });

/** The name, or where somebody has it already and nobody can be asked for another one, with the address behind it. */
export async function freeName(tx: Tx, name: string, email: string): Promise<string> {
  const shown = name || email;
  // Somebody may call themselves by another's name and address too: that keeps nobody out.
  for (let next = 1; ; next++) {
    const kept = next === 1 ? name : `${shown} (${email}${next === 2 ? "" : `, ${next - 1}`})`;
    if (!(await isNameTaken(tx, nameKey(kept || email)))) return kept;
  }
}

/** Changes that could take the last admin away are made one after another, over all processes: this row is the queue. */
export const queueUp = (tx: Tx) =>
  tx
    .insertInto("meta")
    .values({ key: "users-queue", value: "" })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: "" }))
    .execute();

async function lockedUser(tx: Tx, userId: string) {
  await queueUp(tx);
  const user = await tx
    .selectFrom("users")
    .select(["id", "name", "email", "role", "disabled_at"])
    .where("id", "=", userId)
    .executeTakeFirst();
  if (!user) throw new AppError("NOT_FOUND", { reason: "This user is no longer here. Reload the page." });
  return user;
}

/** Whether an active admin besides this user is there. */
async function hasOtherAdmin(tx: Tx, userId: string): Promise<boolean> {
  const other = await tx
    .selectFrom("users")
    .select("id")
    .where("role", "=", "admin")
    .where("disabled_at", "is", null)
    .where("id", "!=", userId)
    // Who is limited cannot make anybody an admin again.
    .where(
      sql<boolean>`not exists (select 1 from limits where subject in ('role:admin', 'user:' || users.id))`,
    )
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

async function refuseLastAdmin(tx: Tx, user: { id: string; name: string }, isYou: boolean): Promise<void> {
  if (await hasOtherAdmin(tx, user.id)) return;
  throw new AppError("LAST_ADMIN", {
    reason: `${isYou ? "You are" : `${user.name} is`} the last active admin. Make somebody else an admin first.`,
  });
}

/** Links that somebody gave out stop working with their right to: they could let themselves in again through one. */
export async function revokeLinksMadeBy(tx: Tx, userId: string): Promise<void> {
  const gone = await tx
    .deleteFrom("links")
    .where("created_by", "=", userId)
    .where("used_at", "is", null)
    .returning("id")
    .execute();
  await dropInviteLimits(
    tx,
    gone.map(({ id }) => id),
  );
}

/** Gives a user another role; it holds on their next request. Throws LAST_ADMIN, FORBIDDEN for oneself, NOT_FOUND. */
export async function setUserRole(viewer: Viewer, actor: Actor, userId: string, role: Role): Promise<void> {
  await transact(async (tx) => {
    const user = await lockedUser(tx, userId);
    if (user.role === role) return;
    const isYou = user.id === viewer.userId;
    if (user.role === "admin" && user.disabled_at === null) await refuseLastAdmin(tx, user, isYou);
    if (isYou)
      throw new AppError("FORBIDDEN", { reason: "Nobody changes their own role. Ask another admin." });
    await tx.updateTable("users").set({ role, updated_at: nowIso() }).where("id", "=", userId).execute();
    if (!can({ role }, "user.invite")) await revokeLinksMadeBy(tx, userId);
    await appendEvent(tx, {
      action: "user.setRole",
      actor,
      outcome: "done",
      facts: { userId, before: user.role, after: role },
      personal: { name: user.name, email: user.email },
      search: `${user.name} ${user.email}`,
    });
  });
}

/** Applies the role that a provider's claim gives, and never takes the last admin away. Returns whether it is applied. */
export async function applyClaimedRole(
  tx: Tx,
  userId: string,
  role: Role,
  provider: string,
): Promise<boolean> {
  const user = await lockedUser(tx, userId);
  if (user.role === role) return true;
  const isKept = user.role === "admin" && user.disabled_at === null && !(await hasOtherAdmin(tx, userId));
  if (!isKept) {
    await tx.updateTable("users").set({ role, updated_at: nowIso() }).where("id", "=", userId).execute();
    if (!can({ role }, "user.invite")) await revokeLinksMadeBy(tx, userId);
  }
  await appendEvent(tx, {
    action: "user.setRole",
    actor: "system",
    outcome: isKept ? "skipped" : "done",
    facts: { userId, before: user.role, after: role, by: "claim", provider },
    personal: { name: user.name, email: user.email },
    search: `${user.name} ${user.email}`,
  });
  return !isKept;
}

/** Disables a user, which ends their sessions and tokens, or enables one. Throws LAST_ADMIN, FORBIDDEN for oneself, NOT_FOUND. */
export async function setUserDisabled(
  viewer: Viewer | null,
  actor: Actor,
  userId: string,
  isDisabled: boolean,
): Promise<void> {
  await transact(async (tx) => {
    const user = await lockedUser(tx, userId);
    if ((user.disabled_at !== null) === isDisabled) return;
    const isYou = user.id === viewer?.userId;
    if (isDisabled && user.role === "admin") await refuseLastAdmin(tx, user, isYou);
    if (isYou) throw new AppError("FORBIDDEN", { reason: "Nobody disables themselves. Ask another admin." });
    const now = nowIso();
    await tx
      .updateTable("users")
      .set({ disabled_at: isDisabled ? now : null, updated_at: now })
      .where("id", "=", userId)
      .execute();
    if (isDisabled) {
      await endSessionsOf(tx, userId);
      await endTokensOf(tx, userId);
      await tx.deleteFrom("links").where("user_id", "=", userId).where("used_at", "is", null).execute();
      await revokeLinksMadeBy(tx, userId);
    }
    await appendEvent(tx, {
      action: isDisabled ? "user.disable" : "user.enable",
      actor,
      outcome: "done",
      facts: { userId },
      personal: { name: user.name, email: user.email },
      search: `${user.name} ${user.email}`,
    });
  });
}
