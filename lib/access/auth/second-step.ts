import "server-only";
import { createHmac } from "node:crypto";
import { codeUse } from "#lib/access/two-factor/use-code.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { derivedKey } from "#lib/store/crypto/key-ring.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { knownDevice, makeDevice } from "./device.ts";
import { networkOf, type RequestOrigin } from "./request.ts";
import { startSession } from "./sessions.ts";
import { attemptSucceeded, beginAttempt, bucketOf } from "./throttle.ts";

/** That somebody passed the first step of signing in. Their browser holds it, sealed, for five minutes. */
export type FirstStep = { userId: string; method: string; stamp: string };
export const FIRST_STEP_SECONDS = 300;

type Reader = Pick<Tx, "selectFrom">;

async function userOf(reader: Reader, userId: string) {
  return reader
    .selectFrom("users")
    .innerJoin("two_factor", "two_factor.user_id", "users.id")
    .select(["users.id", "users.name", "users.email", "users.password_hash", "two_factor.confirmed_at"])
    .where("users.id", "=", userId)
    .where("users.disabled_at", "is", null)
    .where("two_factor.confirmed_at", "is not", null)
    .executeTakeFirst();
}

/** Another password or another two-factor makes another stamp: an older first step is worth nothing then. */
const stampOf = (user: { id: string; password_hash: string | null; confirmed_at: string | null }): string =>
  createHmac("sha256", derivedKey("session"))
    .update(`second-step\0${user.id}\0${user.password_hash ?? ""}\0${user.confirmed_at ?? ""}`)
    .digest("base64url");

/** The first step of somebody whose two-factor is on; null where none is asked for. */
export async function firstStep(reader: Reader, userId: string, method: string): Promise<FirstStep | null> {
  const user = await userOf(reader, userId);
  return user ? { userId, method, stamp: stampOf(user) } : null;
}

/** Reads it out of what a browser sent; null for anything else. */
export function asFirstStep(claims: Record<string, unknown> | null): FirstStep | null {
  const { userId, method, stamp } = claims ?? {};
  return typeof userId === "string" && typeof method === "string" && typeof stamp === "string"
    ? { userId, method, stamp }
    : null;
}

export type SecondStepOutcome =
  | { ok: true; sessionId: string; device: string }
  | { ok: false; why: "wrong" | "expired" }
  | { ok: false; why: "wait"; retryAfterMs: number };

type Given = { step: FirstStep; code: string; from: RequestOrigin; device?: string | undefined };

/** Checks the code, of the app or to recover with, and starts the session. Slowed down as passwords are. */
export async function passSecondStep(
  { step, code, from, device }: Given,
  now = Date.now(),
): Promise<SecondStepOutcome> {
  const user = await userOf(db(), step.userId);
  if (!user || stampOf(user) !== step.stamp) return { ok: false, why: "expired" };
  const deviceId = knownDevice(device, user);
  // Buckets of their own: who knows the password could else clear them by giving it again.
  const attempt = await beginAttempt(
    deviceId === undefined
      ? [bucketOf("code", `user:${user.id}`), bucketOf("network", networkOf(from.address))]
      : [bucketOf("code", `device:${deviceId}`)],
    now,
  );
  if (!attempt.isAllowed) return { ok: false, why: "wait", retryAfterMs: attempt.retryAfterMs };
  const use = await codeUse(user.id, code, now);
  const sessionId = await transact(async (tx) => {
    const still = await userOf(tx, user.id);
    const kind = still && stampOf(still) === step.stamp ? await use(tx) : null;
    const actor = { id: user.id, name: user.name, email: user.email, address: from.address };
    if (kind === null) {
      await appendEvent(tx, {
        action: "session.failed",
        actor: { id: "unknown", address: from.address },
        outcome: "failed",
        facts: { userId: user.id, step: "code" },
        personal: { email: user.email },
        search: user.email,
      });
      return null;
    }
    await attemptSucceeded(tx, attempt);
    const started = await startSession(tx, user.id, from, now, step.method);
    await appendEvent(tx, {
      action: "session.started",
      actor: { ...actor, sessionId: started },
      outcome: "done",
      facts: { method: step.method, code: kind },
      personal: { userAgent: from.userAgent },
    });
    return started;
  });
  if (sessionId === null) return { ok: false, why: "wrong" };
  const mark = deviceId !== undefined && device !== undefined ? device : makeDevice(user);
  return { ok: true, sessionId, device: mark };
}
