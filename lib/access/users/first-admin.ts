import "server-only";
import { createHash, randomInt, timingSafeEqual } from "node:crypto";
import { hashNewPassword, hashPassword } from "#lib/access/auth/password.ts";
import { passwordProblem } from "#lib/access/auth/password-strength.ts";
import type { RequestOrigin } from "#lib/access/auth/request.ts";
import { startSession } from "#lib/access/auth/sessions.ts";
import { env } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import { log } from "#lib/core/log.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { hasUsers } from "./data.ts";
import { insertUser } from "./mutations.ts";

const CODE_KEY = "setup-code";
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
const SHORTEST_GIVEN_PASSWORD = 8;

const plainCode = (code: string): string => code.toUpperCase().replace(/[^0-9A-Z]/g, "");
const hashOf = (code: string): string => createHash("sha256").update(plainCode(code)).digest("base64url");

/** Holds the row that decides who is first, over all processes, until the transaction ends. */
const queueUp = (tx: Tx) =>
  tx
    .insertInto("meta")
    .values({ key: "users-queue", value: "" })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: "" }))
    .execute();

async function isEmpty(tx: Tx): Promise<boolean> {
  return (await tx.selectFrom("users").select("id").limit(1).executeTakeFirst()) === undefined;
}

/**
 * Makes the admin that the environment names, if nobody has an account yet; returns whether it did. The variables say
 * nothing once somebody has. Throws an Error of one line that names the variable.
 */
export async function ensureFirstAdmin(): Promise<boolean> {
  const { ROLLCALL_ADMIN_EMAIL: email, ROLLCALL_ADMIN_PASSWORD: password } = env();
  if (!email || !password || (await hasUsers())) return false;
  if (Array.from(password).length < SHORTEST_GIVEN_PASSWORD) {
    throw new Error(`ROLLCALL_ADMIN_PASSWORD must have at least ${SHORTEST_GIVEN_PASSWORD} characters`);
  }
  if (passwordProblem(password, { email }))
    log.warn("ROLLCALL_ADMIN_PASSWORD is easy to guess: change it on the profile page");
  const passwordHash = await hashPassword(password);
  return transact(async (tx) => {
    await queueUp(tx);
    if (!(await isEmpty(tx))) return false;
    const name = email.split("@")[0] ?? email;
    const userId = await insertUser(tx, { name, email, role: "admin", passwordHash });
    await tx.deleteFrom("meta").where("key", "=", CODE_KEY).execute();
    await noteFirst(tx, { id: userId, name, email }, "environment");
    return true;
  });
}

const noteFirst = (
  tx: Tx,
  user: { id: string; name: string; email: string; sessionId?: string },
  by: string,
) =>
  appendEvent(tx, {
    action: "user.create",
    actor: by === "environment" ? "system" : user,
    outcome: "done",
    facts: { userId: user.id, role: "admin", by },
    personal: { name: user.name, email: user.email },
    search: `${user.name} ${user.email}`,
  });

/**
 * While nobody has an account: makes a one-time setup code, keeps its hash alone, and prints the code in one line on
 * standard output. A new start makes a new code. Returns it, or null when there are users.
 */
export async function ensureSetupCode(
  print: (line: string) => void = (line) => process.stdout.write(`${line}\n`),
): Promise<string | null> {
  if (await hasUsers()) return null;
  const digits = Array.from({ length: 20 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join("");
  const code = (digits.match(/.{5}/g) ?? []).join("-");
  const value = hashOf(code);
  await transact((tx) =>
    tx
      .insertInto("meta")
      .values({ key: CODE_KEY, value })
      .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
      .execute(),
  );
  print(`Nobody has an account yet. Open ${env().ROLLCALL_URL}/setup and enter the setup code: ${code}`);
  return code;
}

function isCode(stored: string | undefined, code: string): boolean {
  if (!stored) return false;
  const given = Buffer.from(hashOf(code));
  const wanted = Buffer.from(stored);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

const wrongCode = (): AppError =>
  new AppError("INVALID_INPUT", {
    fields: { code: ["This is not the code. The newest one stands in the server's log"] },
  });

type FirstAdmin = { code: string; name: string; email: string; password: string; from: RequestOrigin };

/**
 * Makes the first admin against the setup code and signs them in; returns the session's id. Of two at once, one wins.
 * Throws CONFLICT when there are users, INVALID_INPUT by the field.
 */
export async function createFirstAdmin({ code, name, email, password, from }: FirstAdmin): Promise<string> {
  const stored = await db().selectFrom("meta").select("value").where("key", "=", CODE_KEY).executeTakeFirst();
  if (await hasUsers()) throw tooLate();
  if (!isCode(stored?.value, code)) throw wrongCode();
  const passwordHash = await hashNewPassword(password, { email, name });
  return transact(async (tx) => {
    await queueUp(tx);
    if (!(await isEmpty(tx))) throw tooLate();
    const now = await tx.selectFrom("meta").select("value").where("key", "=", CODE_KEY).executeTakeFirst();
    if (!isCode(now?.value, code)) throw wrongCode();
    await tx.deleteFrom("meta").where("key", "=", CODE_KEY).execute();
    const userId = await insertUser(tx, { name, email, role: "admin", passwordHash });
    const sessionId = await startSession(tx, userId, from, Date.now(), "setup");
    await noteFirst(tx, { id: userId, name, email, sessionId }, "setup code");
    return sessionId;
  });
}

const tooLate = (): AppError =>
  new AppError("CONFLICT", { reason: "Somebody has set Rollcall up already. Sign in instead." });
