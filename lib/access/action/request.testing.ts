import { writeSessionCookie } from "#lib/access/auth/next-auth.ts";
import { startSession } from "#lib/access/auth/sessions.ts";
import { insertUser } from "#lib/access/users/mutations.ts";
import { nowIso } from "#lib/core/ids.ts";
import type { Role } from "#lib/core/permissions.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import type { TestRequest } from "./headers.testing.ts";

export const ORIGIN = "http://127.0.0.1:3000";
const FROM = { address: "203.0.113.9", userAgent: "Test" };

/** Headers as a page of our own sends them, with lies in those that somebody might listen to. */
export const ownHeaders = (): Headers =>
  new Headers({
    origin: ORIGIN,
    host: "127.0.0.1:3000",
    "x-forwarded-for": FROM.address,
    "x-role": "admin",
    "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy",
    authorization: "Bearer admin",
  });

export const ACTORS = ["stranger", "forged", "viewer", "operator", "admin", "disabled", "ended"] as const;
export type ActorName = (typeof ACTORS)[number];
/** What an actor brings along: the cookies of the browser, and whom the store has for it. */
export type Actor = { cookies: Map<string, string>; role: Role | undefined; userId: string | undefined };

async function signedIn(
  request: TestRequest,
  name: string,
  role: Role,
): Promise<Actor & { sessionId: string }> {
  request.cookies.clear();
  const user = { name, email: `${name}@example.com`, role, passwordHash: null };
  const [userId, sessionId] = await transact(async (tx) => {
    const id = await insertUser(tx, user);
    return [id, await startSession(tx, id, FROM)] as const;
  });
  await writeSessionCookie(sessionId);
  return { cookies: new Map(request.cookies), role, userId, sessionId };
}

/** One of each who may ask. The last two were admins until a moment ago. */
export async function everyActor(request: TestRequest): Promise<Record<ActorName, Actor>> {
  const viewer = await signedIn(request, "vi", "viewer");
  const operator = await signedIn(request, "op", "operator");
  const admin = await signedIn(request, "ad", "admin");
  const disabled = await signedIn(request, "dis", "admin");
  const ended = await signedIn(request, "end", "admin");
  const at = nowIso();
  await db()
    .updateTable("users")
    .set({ disabled_at: at })
    .where("id", "=", disabled.userId ?? "")
    .execute();
  await db().updateTable("sessions").set({ ended_at: at }).where("id", "=", ended.sessionId).execute();
  const nobody = { role: undefined, userId: undefined };
  const [name = ""] = admin.cookies.keys();
  return {
    stranger: { cookies: new Map(), ...nobody },
    forged: { cookies: new Map([[name, "eyJhbGciOiJub25lIn0..made.up.here"]]), ...nobody },
    viewer,
    operator,
    admin,
    disabled: { ...disabled, role: undefined },
    ended: { ...ended, role: undefined },
  };
}

/** Puts an actor's cookies into the request. */
export function actAs(request: TestRequest, actor: Actor): void {
  request.headers = ownHeaders();
  request.cookies.clear();
  for (const [name, value] of actor.cookies) request.cookies.set(name, value);
}
