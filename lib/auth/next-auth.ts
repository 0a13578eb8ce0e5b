import "server-only";
import { cookies } from "next/headers";
import type { NextRequest } from "next/server";
import type { NextAuthOptions } from "next-auth";
import { decode, encode } from "next-auth/jwt";
import { derivedKey } from "#lib/crypto/key-ring.ts";
import { env, isHttps, tellNextAuth } from "#lib/env.ts";
import { log } from "#lib/log.ts";
import { isOwnOrigin } from "./origin.ts";
import { requestOrigin } from "./request.ts";
import { endSession, findViewer, SESSION_LIFETIME_MS } from "./sessions.ts";
import { signIn } from "./sign-in.ts";

const prefixed = (name: string): string => (isHttps() ? `__Host-${name}` : name);
const cookieName = (): string => prefixed("rollcall.session");
const deviceCookieName = (): string => prefixed("rollcall.device");
const cookieOptions = () => ({ httpOnly: true, sameSite: "lax", path: "/", secure: isHttps() }) as const;
const secret = (): string => Buffer.from(derivedKey("session")).toString("base64url");
const maxAge = SESSION_LIFETIME_MS / 1000;

/** The id of the session row that the request's cookie names; null without a cookie that Rollcall made. */
export async function readSessionId(): Promise<string | null> {
  const token = (await cookies()).get(cookieName())?.value;
  if (!token || token.length > 4096) return null;
  try {
    const claims = await decode({ token, secret: secret() });
    return typeof claims?.sessionId === "string" ? claims.sessionId : null;
  } catch {
    return null;
  }
}

/** Gives the browser a cookie that names a session row. Only in an action or a route handler. */
export async function writeSessionCookie(sessionId: string): Promise<void> {
  const token = await encode({ token: { sessionId }, secret: secret(), maxAge });
  (await cookies()).set(cookieName(), token, { ...cookieOptions(), maxAge });
}

/** Takes the session cookie back. Only in an action or a route handler. */
export async function clearSessionCookie(): Promise<void> {
  (await cookies()).set(cookieName(), "", { ...cookieOptions(), maxAge: 0 });
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
    session: { strategy: "jwt", maxAge },
    cookies: { sessionToken: { name: cookieName(), options: cookieOptions() } },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    logger: {
      error: (code) => log.warn({ code }, "next-auth"),
      warn: (code) => log.debug({ code }, "next-auth"),
      debug: () => undefined,
    },
    providers: [
      {
        id: "credentials",
        name: "Email and password",
        type: "credentials",
        credentials: { email: { type: "email" }, password: { type: "password" } },
        async authorize(given, request) {
          const from = requestOrigin(new Headers(request.headers as Record<string, string>));
          const outcome = await signIn({
            email: String(given?.email ?? ""),
            password: String(given?.password ?? ""),
            from,
          });
          return outcome.ok ? { id: outcome.userId, sessionId: outcome.sessionId } : null;
        },
      },
    ],
    callbacks: {
      redirect: () => "/",
      // The cookie names the row and says nothing else; who it is and what they may do is read from the store.
      jwt: ({ token, user }) => ({
        sessionId: user && "sessionId" in user ? user.sessionId : token.sessionId,
      }),
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
  "GET providers",
  "GET signin",
  "GET signout",
  "GET error",
  "POST callback",
  "POST signout",
]);

type Context = { params: Promise<{ nextauth: string[] }> };

/** next-auth's own endpoints. Of these only what Rollcall stands behind; a POST must come from its own pages. */
export async function nextAuthHandler(request: NextRequest, context: Context): Promise<Response> {
  const { nextauth } = await context.params;
  if (!ENDPOINTS.has(`${request.method} ${nextauth[0] ?? ""}`)) return new Response(null, { status: 404 });
  if (request.method === "POST" && !isOwnOrigin(request.headers, env().ROLLCALL_URL)) {
    return Response.json({ code: "FORBIDDEN" }, { status: 403 });
  }
  tellNextAuth();
  // Loaded here so that reading a cookie does not load next-auth's whole OAuth half.
  const { default: NextAuth } = await import("next-auth");
  return (await NextAuth(request, context, options())) as Response;
}
