import { type NextRequest, NextResponse } from "next/server";
import { guardingHeaders } from "#lib/access/auth/guarding-headers.ts";
import { contentSecurityPolicy, INTERNAL_HEADER } from "#lib/access/auth/security-headers.ts";
import { env, isHttps } from "#lib/core/env.ts";

/** Sets the headers that guard pages, with a nonce of this answer's own. It authorizes nothing. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(18))).toString("base64");
  const isDev = env().NODE_ENV === "development";
  const policy = contentSecurityPolicy({ nonce, isDev, isHttps: isHttps() });

  const headers = new Headers(request.headers);
  for (const name of [...headers.keys()]) if (INTERNAL_HEADER.test(name)) headers.delete(name);
  // Next reads the nonce from the policy on the request.
  headers.set("content-security-policy", policy);
  headers.set("x-nonce", nonce);
  headers.set("x-rollcall-path", pathOf(request));

  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  for (const [name, value] of guardingHeaders()) response.headers.set(name, value);
  return response;
}

/** Where signing in should lead back to. `_rsc` is Next's own: a page fetched as data. */
function pathOf(request: NextRequest): string {
  const { pathname, searchParams } = request.nextUrl;
  const query = new URLSearchParams(searchParams);
  query.delete("_rsc");
  const path = query.size > 0 ? `${pathname}?${query}` : pathname;
  return path.length <= 2048 ? path : pathname.slice(0, 2048);
}

// What takes a large body is left out: it would be held back here, and cut at 10 MB. These routes set their headers themselves.
export const config = { matcher: ["/((?!_next/static/|api/uploads$|api/v1/plans$).*)"] };
