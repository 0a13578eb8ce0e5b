import "server-only";
import type { Actor } from "#lib/access/auth/actor.ts";
import { endSessionsOf } from "#lib/access/auth/sessions.ts";
import { env } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { CLOCK_HINT } from "./constants.ts";
import { openTotpSecret, sealTotpSecret, twoFactorSince } from "./data.ts";
import { replaceRecoveryCodes } from "./recovery-codes.ts";
import type { TwoFactorSetup } from "./schema.ts";
import { matchingStep, newTotpSecret, setupOf } from "./totp.ts";

const isOnAlready = (): AppError =>
  new AppError("CONFLICT", { reason: "Two-factor is on already. Reload the page." });
const isOff = (): AppError => new AppError("CONFLICT", { reason: "Two-factor is off. Reload the page." });

/** Makes a secret that asks for nothing until its first code was right; one begun before is forgotten. Throws CONFLICT. */
export async function beginTwoFactor(viewer: Viewer): Promise<TwoFactorSetup> {
  const secret = newTotpSecret();
  const row = {
    sealed_secret: await sealTotpSecret(viewer.userId, secret),
    last_step: 0,
    created_at: nowIso(),
    confirmed_at: null,
  };
  await transact(async (tx) => {
    if ((await twoFactorSince(viewer.userId, tx)) !== null) throw isOnAlready();
    await tx.deleteFrom("two_factor").where("user_id", "=", viewer.userId).execute();
    await tx
      .insertInto("two_factor")
      .values({ user_id: viewer.userId, ...row })
      .execute();
  });
  return setupOf(secret, viewer.email);
}

/**
 * Turns two-factor on with the app's first code, ends the other sessions, and returns the recovery codes, which are not
 * shown again. Throws INVALID_INPUT for a wrong code, CONFLICT.
 */
export async function confirmTwoFactor(
  viewer: Viewer,
  actor: Actor,
  code: string,
  now = Date.now(),
): Promise<string[]> {
  const row = await db()
    .selectFrom("two_factor")
    .select(["sealed_secret", "confirmed_at"])
    .where("user_id", "=", viewer.userId)
    .executeTakeFirst();
  if (!row) throw isOff();
  if (row.confirmed_at !== null) throw isOnAlready();
  const step = matchingStep(await openTotpSecret(viewer.userId, row.sealed_secret), code, now);
  if (step === null)
    throw new AppError("INVALID_INPUT", {
      fields: {
        code: [`This is not the code that the app shows now. ${CLOCK_HINT}`],
      },
    });
  return transact(async (tx) => {
    const turnedOn = await tx
      .updateTable("two_factor")
      .set({ confirmed_at: nowIso(), last_step: step })
      .where("user_id", "=", viewer.userId)
      .where("sealed_secret", "=", row.sealed_secret)
      .where("confirmed_at", "is", null)
      .executeTakeFirst();
    if (Number(turnedOn.numUpdatedRows) !== 1) throw isOnAlready();
    const codes = await replaceRecoveryCodes(tx, viewer.userId);
    const endedSessions = await endSessionsOf(tx, viewer.userId, viewer.sessionId);
    await appendEvent(tx, {
      action: "profile.twoFactorOn",
      actor,
      outcome: "done",
      facts: { endedSessions },
    });
    return codes;
  });
}

/** Makes ten recovery codes in place of those before. Throws CONFLICT while two-factor is off. */
export async function renewRecoveryCodes(viewer: Viewer, actor: Actor): Promise<string[]> {
  return transact(async (tx) => {
    if ((await twoFactorSince(viewer.userId, tx)) === null) throw isOff();
    const codes = await replaceRecoveryCodes(tx, viewer.userId);
    await appendEvent(tx, { action: "profile.recoveryCodes", actor, outcome: "done" });
    return codes;
  });
}

async function removeTwoFactor(tx: Tx, userId: string): Promise<boolean> {
  const removed = await tx.deleteFrom("two_factor").where("user_id", "=", userId).executeTakeFirst();
  await tx.deleteFrom("recovery_codes").where("user_id", "=", userId).execute();
  return Number(removed.numDeletedRows) > 0;
}

/** Turns one's own two-factor off and ends the other sessions. Throws CONFLICT, FORBIDDEN where the role asks for it. */
export async function turnOffTwoFactor(viewer: Viewer, actor: Actor): Promise<void> {
  if (env().ROLLCALL_TWO_FACTOR_ROLES.includes(viewer.role))
    throw new AppError("FORBIDDEN", { reason: "Your role asks for two-factor, so it stays on." });
  await transact(async (tx) => {
    if (!(await removeTwoFactor(tx, viewer.userId))) throw isOff();
    const endedSessions = await endSessionsOf(tx, viewer.userId, viewer.sessionId);
    await appendEvent(tx, {
      action: "profile.twoFactorOff",
      actor,
      outcome: "done",
      facts: { endedSessions },
    });
  });
}

/**
 * Takes another's two-factor away, for somebody who lost phone and codes; their sessions end. `viewer` null: from a shell.
 * Throws NOT_FOUND, CONFLICT, FORBIDDEN for oneself.
 */
export async function resetTwoFactor(viewer: Viewer | null, actor: Actor, userId: string): Promise<void> {
  if (viewer?.userId === userId)
    throw new AppError("FORBIDDEN", { reason: "Turn your own two-factor off on your profile." });
  await transact(async (tx) => {
    const user = await tx
      .selectFrom("users")
      .select(["name", "email"])
      .where("id", "=", userId)
      .executeTakeFirst();
    if (!user) throw new AppError("NOT_FOUND", { reason: "This user is no longer here. Reload the page." });
    if (!(await removeTwoFactor(tx, userId)))
      throw new AppError("CONFLICT", { reason: `${user.name} has no two-factor.` });
    const endedSessions = await endSessionsOf(tx, userId);
    await appendEvent(tx, {
      action: "user.resetTwoFactor",
      actor,
      outcome: "done",
      facts: { userId, endedSessions, by: viewer ? "admin" : "command line" },
      personal: user,
      search: `${user.name} ${user.email}`,
    });
  });
}
