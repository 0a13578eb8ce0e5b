import "server-only";
import { createHmac } from "node:crypto";
import { cookies } from "next/headers";
import type { NextRequest } from "next/server";
import type { NextAuthOptions } from "next-auth";
import { decode, encode } from "next-auth/jwt";
import { env, isHttps, tellNextAuth } from "#lib/core/env.ts";
import { log } from "#lib/core/log.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { derivedKey } from "#lib/store/crypto/key-ring.ts";
import { isOwnOrigin } from "./origin.ts";
import { endSession, findViewer, sessionLimits } from "./sessions.ts";

const prefixed = (name: string): string => (isHttps() ? `__Host-${name}` : name);
const cookieName = (): string => prefixed("rollcall.session");
const deviceCookieName = (): string => prefixed("rollcall.device");
const cookieOptions = () => ({ httpOnly: true, sameSite: "lax", path: "/", secure: isHttps() }) as const;
const secret = (): string => Buffer.from(derivedKey("session")).toString("base64url");
const maxAge = (): number => sessionLimits().lifetimeMs / 1000;

/** What a cookie says, as long as it holds. */
type KnownCookie = { sessionId: string; untilMs: number };
const MOST_COOKIES = 1_000;
const cookiesKnown = () => perProcess("session-cookies", () => new Map<string, KnownCookie>());

/** The id of the session row that the request's cookie names; null without a cookie that Rollcall made. */
export async function readSessionId(): Promise<string | null> {
  const token = (await cookies()).get(cookieName())?.value;
  if (!token || token.length > 4096) return null;
  // Opening it takes a millisecond, and it says the same each time. By its digest under the secret of now: it opens under no other.
  const digest = createHmac("sha256", derivedKey("session")).update(token).digest("base64");
  const known = cookiesKnown();
  const before = known.get(digest);
  if (before && before.untilMs > Date.now()) return before.sessionId;
  try {
    const claims = await decode({ token, secret: secret() });
    if (typeof claims?.sessionId !== "string") return null;
    known.delete(digest);
    if (typeof claims.exp === "number")
      known.set(digest, { sessionId: claims.sessionId, untilMs: claims.exp * 1_000 });
    const [oldest] = known.keys();
    if (known.size > MOST_COOKIES && oldest !== undefined) known.delete(oldest);
    return claims.sessionId;
  } catch {
    return null;
  }
}

/** Gives the browser a cookie that names a session row. Only in an action or a route handler. */
export async function writeSessionCookie(sessionId: string): Promise<void> {
  const token = await encode({ token: { sessionId }, secret: secret(), maxAge: maxAge() });
  (await cookies()).set(cookieName(), token, { ...cookieOptions(), maxAge: maxAge() });
}

/** Cookies that carry a step of a sign-in from one page to the next. Each is sealed for itself: none passes for another. */
export type StepCookie = "oidc" | "second-step";

/** Seals claims into a cookie of this browser for so many seconds. Only in an action or a route handler. */
export async function writeStep(
  name: StepCookie,
  claims: Record<string, unknown>,
  seconds: number,
): Promise<void> {
  const token = await encode({ token: claims, secret: secret(), maxAge: seconds, salt: name });
  (await cookies()).set(prefixed(`rollcall.${name}`), token, { ...cookieOptions(), maxAge: seconds });
}

/** What such a cookie says; null without one that Rollcall made lately. */
export async function readStep(name: StepCookie): Promise<Record<string, unknown> | null> {
  const token = (await cookies()).get(prefixed(`rollcall.${name}`))?.value;
  if (!token || token.length > 4096) return null;
  try {
    return await decode({ token, secret: secret(), salt: name });
  } catch {
    return null;
  }
}

/** Takes it back. Only in an action or a route handler. */
export async function clearStep(name: StepCookie): Promise<void> {
  (await cookies()).set(prefixed(`rollcall.${name}`), "", { ...cookieOptions(), maxAge: 0 });
}

/** The mark of a browser where somebody has signed in before. */
export const readDevice = async (): Promise<string | undefined> =>
  (await cookies()).get(deviceCookieName())?.value;

/** Leaves the mark; it outlives the session. Only in an action or a route handler. */
export async function writeDevice(device: string): Promise<void> {
  (await cookies()).set(deviceCookieName(), device, { ...cookieOptions(), maxAge: 365 * 24 * 60 * 60 });
}

function options(): NextAuthOptions {
  return {
    secret: secret(),
    useSecureCookies: isHttps(),
    session: { strategy: "jwt", maxAge: maxAge() },
    cookies: { sessionToken: { name: cookieName(), options: cookieOptions() } },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    logger: {
      error: (code) => log.warn({ code }, "next-auth"),
      warn: (code) => log.debug({ code }, "next-auth"),
      debug: () => undefined,
    },
    // None: next-auth keeps the cookie, and who may have one is decided by Rollcall's own forms, which have every check.
    providers: [],
    callbacks: {
      redirect: () => "/",
      // The cookie names the row and says nothing else; who it is and what they may do is read from the store.
      jwt: ({ token }) => ({ sessionId: token.sessionId }),
      async session({ session, token }) {
        const viewer = typeof token.sessionId === "string" ? await findViewer(token.sessionId) : null;
        if (!viewer) return { expires: session.expires };
        return { expires: session.expires, user: { name: viewer.name, email: viewer.email } };
      },
    },
    events: {
      async signOut({ token }) {
        if (typeof token?.sessionId === "string") await endSession(token.sessionId);
      },
    },
  };
}

const ENDPOINTS = new Set([
  "GET csrf",
  "GET session",
  "GET signin",
  "GET signout",
  "GET error",
  "POST signout",
]);

type Context = { params: Promise<{ nextauth: string[] }> };

/** next-auth's own endpoints. Of these only what Rollcall stands behind; a POST must come from its own pages. */
export async function nextAuthHandler(request: NextRequest, context: Context): Promise<Response> {
  const { nextauth } = await context.params;
  if (!ENDPOINTS.has(`${request.method} ${nextauth[0] ?? ""}`)) return new Response(null, { status: 404 });
  if (request.method === "POST" && !isOwnOrigin(request.headers, env().ROLLCALL_URL, env().isUrlGiven)) {
    return Response.json({ code: "FORBIDDEN" }, { status: 403 });
  }
  tellNextAuth();
  // Loaded here so that reading a cookie does not load next-auth's whole OAuth half.
  const { default: NextAuth } = await import("next-auth");
  const answer = (await NextAuth(request, context, options())) as Response;
  // What a browser kept of the pages goes with the session. Its cookie is taken back by next-auth; the mark of a browser
  // where somebody has signed in stays.
  if (request.method === "POST" && nextauth[0] === "signout")
    answer.headers.set("clear-site-data", '"cache", "storage"');
  return answer;
}
