import "server-only";
import type { GivenLink } from "#lib/access/users/schema.ts";
import { env } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { type Actor, actorOf } from "./actor.ts";
import { consumeLink, findLink, makeLink } from "./links.ts";
import { hashNewPassword, isPassword } from "./password.ts";
import type { RequestOrigin } from "./request.ts";
import { type FirstStep, firstStep } from "./second-step.ts";
import { endSessionsOf, startSession } from "./sessions.ts";
import { attemptSucceeded, beginAttempt, bucketOf, waitInWords } from "./throttle.ts";

async function storePassword(tx: Tx, userId: string, passwordHash: string): Promise<void> {
  await tx
    .updateTable("users")
    .set({ password_hash: passwordHash, updated_at: nowIso() })
    .where("id", "=", userId)
    .execute();
  await tx
    .deleteFrom("links")
    .where("kind", "=", "reset")
    .where("user_id", "=", userId)
    .where("used_at", "is", null)
    .execute();
}

/** Changes one's own password and ends one's other sessions. Throws INVALID_INPUT by the field, TOO_MANY_ATTEMPTS. */
export async function changePassword(
  viewer: Viewer,
  actor: Actor,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
): Promise<void> {
  const attempt = await beginAttempt([bucketOf("password", viewer.userId)]);
  if (!attempt.isAllowed) {
    throw new AppError("TOO_MANY_ATTEMPTS", {
      reason: `Too many attempts. Try again in ${waitInWords(attempt.retryAfterMs)}.`,
    });
  }
  const user = await db()
    .selectFrom("users")
    .select("password_hash")
    .where("id", "=", viewer.userId)
    .executeTakeFirst();
  if (!(await isPassword(user?.password_hash, currentPassword))) {
    await transact((tx) => appendEvent(tx, { action: "profile.changePassword", actor, outcome: "failed" }));
    throw new AppError("INVALID_INPUT", {
      fields: { currentPassword: ["This is not your current password"] },
    });
  }
  const passwordHash = await hashNewPassword(newPassword, viewer, "newPassword");
  await transact(async (tx) => {
    await attemptSucceeded(tx, attempt);
    await storePassword(tx, viewer.userId, passwordHash);
    const endedSessions = await endSessionsOf(tx, viewer.userId, viewer.sessionId);
    await appendEvent(tx, {
      action: "profile.changePassword",
      actor,
      outcome: "done",
      facts: { endedSessions },
    });
  });
}

/** Makes a link that sets a new password; an earlier one stops working. Throws NOT_FOUND; CONFLICT for a disabled user. */
export async function makeResetLink(viewer: Viewer | null, actor: Actor, userId: string): Promise<GivenLink> {
  if (viewer?.userId === userId) {
    throw new AppError("FORBIDDEN", { reason: "Change your own password on your profile." });
  }
  return transact(async (tx) => {
    const user = await tx
      .selectFrom("users")
      .select(["id", "name", "email", "role", "disabled_at"])
      .where("id", "=", userId)
      .executeTakeFirst();
    if (!user) throw new AppError("NOT_FOUND", { reason: "This user is no longer here. Reload the page." });
    if (user.disabled_at !== null) {
      throw new AppError("CONFLICT", { reason: `${user.name} is disabled. Enable the account first.` });
    }
    await tx
      .deleteFrom("links")
      .where("kind", "=", "reset")
      .where("user_id", "=", userId)
      .where("used_at", "is", null)
      .execute();
    const link = await makeLink(tx, {
      kind: "reset",
      email: user.email,
      role: user.role,
      userId,
      createdBy: viewer?.userId ?? null,
    });
    await appendEvent(tx, {
      action: "user.resetPassword",
      actor,
      outcome: "done",
      facts: { userId },
      personal: { name: user.name, email: user.email },
      search: `${user.name} ${user.email}`,
    });
    return { url: `${env().ROLLCALL_URL}${link.path}`, expiresAt: link.expiresAt };
  });
}

const deadLink = (): AppError =>
  new AppError("NOT_FOUND", { reason: "This link no longer works. Ask an admin for a new one." });

/**
 * Sets the password of the account that a reset link stands for, ends its sessions and starts one; returns its id, or the
 * first step of a sign-in where two-factor asks for a code: a link does not stand for that. Throws NOT_FOUND.
 */
export async function resetByLink(
  token: string,
  password: string,
  from: RequestOrigin,
): Promise<string | FirstStep> {
  const link = await findLink(db(), "reset", token);
  const userId = link?.userId;
  if (!link || !userId) throw deadLink();
  const passwordHash = await hashNewPassword(password, link);
  return transact(async (tx) => {
    const user = await tx
      .selectFrom("users")
      .select(["id", "name", "email"])
      .where("id", "=", userId)
      .where("disabled_at", "is", null)
      .executeTakeFirst();
    if (!user || !(await consumeLink(tx, link.id))) throw deadLink();
    await setPasswordAndEndSessions(tx, user.id, passwordHash);
    const step = await firstStep(tx, user.id, "link");
    const passed = step ?? (await startSession(tx, user.id, from, Date.now(), "link"));
    const session = typeof passed === "string" ? { sessionId: passed } : {};
    await appendEvent(tx, {
      action: "user.setPassword",
      actor: { ...user, ...session, address: from.address },
      outcome: "done",
      facts: { userId: user.id, by: "link" },
    });
    return passed;
  });
}

/** Stores a password and ends every session of the account. */
export async function setPasswordAndEndSessions(tx: Tx, userId: string, passwordHash: string): Promise<void> {
  await storePassword(tx, userId, passwordHash);
  await endSessionsOf(tx, userId);
}

/** Ends one's own session by id, or with no id all but the asking one; returns how many ended. */
export async function endOwnSessions(viewer: Viewer, sessionId?: string): Promise<number> {
  return transact(async (tx) => {
    const ended =
      sessionId === undefined
        ? await endSessionsOf(tx, viewer.userId, viewer.sessionId)
        : await endOne(tx, viewer.userId, sessionId);
    if (ended > 0) {
      await appendEvent(tx, {
        action: "profile.endSessions",
        actor: actorOf(viewer),
        outcome: "done",
        facts: { endedSessions: ended },
      });
    }
    return ended;
  });
}

async function endOne(tx: Tx, userId: string, sessionId: string): Promise<number> {
  const ended = await tx
    .updateTable("sessions")
    .set({ ended_at: nowIso() })
    .where("id", "=", sessionId)
    .where("user_id", "=", userId)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return Number(ended.numUpdatedRows);
}
