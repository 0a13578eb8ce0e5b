import "server-only";
import { counters } from "#lib/core/count.ts";
import { log } from "#lib/core/log.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { emailKey } from "#lib/store/db/text-key.ts";
import { knownDevice, makeDevice } from "./device.ts";
import { isPassword } from "./password.ts";
import { networkOf, type RequestOrigin } from "./request.ts";
import { type FirstStep, firstStep } from "./second-step.ts";
import { startSession } from "./sessions.ts";
import { attemptSucceeded, beginAttempt, bucketOf } from "./throttle.ts";

export type SignInOutcome =
  | { ok: true; userId: string; sessionId: string; device: string }
  /** The password is right, and two-factor asks for a code. */
  | { ok: false; why: "code"; step: FirstStep }
  | { ok: false; why: "wrong" }
  | { ok: false; why: "wait"; retryAfterMs: number };

type Given = { email: string; password: string; from: RequestOrigin; device?: string | undefined };

/**
 * Checks an e-mail and a password and starts a session, or asks for a code where two-factor is on. A wrong pair answers
 * alike, and takes as long, whether the account exists, is disabled or has another password.
 */
export async function signIn(
  { email, password, from, device }: Given,
  now = Date.now(),
): Promise<SignInOutcome> {
  const key = emailKey(email.slice(0, 400)) ?? "";
  const user = await db()
    .selectFrom("users")
    .leftJoin("two_factor", "two_factor.user_id", "users.id")
    .select(["id", "name", "email", "password_hash", "disabled_at", "two_factor.confirmed_at"])
    .where("email_key", "=", key)
    .executeTakeFirst();
  const deviceId = knownDevice(device, user);
  const attempt = await beginAttempt(
    deviceId === undefined
      ? [bucketOf("account", key), bucketOf("network", networkOf(from.address))]
      : [bucketOf("device", deviceId)],
    now,
  );
  if (!attempt.isAllowed) {
    counters()?.signIn("slowed");
    log.warn({ address: from.address }, "A sign-in was slowed down");
    return { ok: false, why: "wait", retryAfterMs: attempt.retryAfterMs };
  }
  const isRight = await isPassword(user?.password_hash, password);
  if (!user || !isRight || user.disabled_at !== null) {
    await noteFailure(email, from, user?.id);
    return { ok: false, why: "wrong" };
  }
  const passed = await transact(async (tx) => {
    const still = await tx
      .selectFrom("users")
      .select("id")
      .where("id", "=", user.id)
      .where("disabled_at", "is", null)
      .where("password_hash", "=", user.password_hash)
      .executeTakeFirst();
    if (!still) return null;
    await attemptSucceeded(tx, attempt);
    const step = await firstStep(tx, user.id, "password");
    const actor = { id: user.id, name: user.name, email: user.email, address: from.address };
    if (step) {
      const personal = { userAgent: from.userAgent };
      // Whoever gets no further than this has somebody's password.
      await appendEvent(tx, { action: "session.codeAsked", actor, outcome: "done", personal });
      return step;
    }
    const started = await startSession(tx, user.id, from, now);
    await appendEvent(tx, {
      action: "session.started",
      actor: { ...actor, sessionId: started },
      outcome: "done",
      facts: { method: "password" },
      personal: { userAgent: from.userAgent },
    });
    return started;
  });
  if (passed === null) {
    // Disabled or given another password in between.
    await noteFailure(email, from, user.id);
    return { ok: false, why: "wrong" };
  }
  if (typeof passed !== "string") return { ok: false, why: "code", step: passed };
  const mark = deviceId !== undefined && device !== undefined ? device : makeDevice(user);
  return { ok: true, userId: user.id, sessionId: passed, device: mark };
}

/** What was typed is kept only where it looks like an address: people type passwords into the wrong field. */
async function noteFailure(email: string, from: RequestOrigin, userId: string | undefined): Promise<void> {
  const typed = emailKey(email);
  await transact((tx) =>
    appendEvent(tx, {
      action: "session.failed",
      actor: { id: "unknown", address: from.address },
      outcome: "failed",
      facts: userId === undefined ? {} : { userId },
      personal: { email: typed ?? "not an e-mail address" },
      ...(typed ? { search: typed } : {}),
    }),
  );
}
