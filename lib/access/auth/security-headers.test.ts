import { describe, expect, it } from "vitest";
import { parseEnv } from "#lib/core/env.ts";
import { contentSecurityPolicy, INTERNAL_HEADER, securityHeaders } from "./security-headers.ts";

const policy = contentSecurityPolicy({ nonce: "abc", isDev: false, isHttps: false });
const directive = (name: string): string | undefined =>
  policy.split("; ").find((one) => one.startsWith(`${name} `));

describe("the headers of a page", () => {
  it("let scripts run by nonce alone", () => {
    expect(directive("script-src")).toBe("script-src 'nonce-abc' 'strict-dynamic'");
    expect(directive("style-src")).toBe("style-src 'self' 'nonce-abc'");
  });

  it.each([
    "default-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "form-action 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
  ])("say %s", (wanted) => expect(policy.split("; ")).toContain(wanted));

  it("ask for https only where people use it", () => {
    const names = (isHttps: boolean) => securityHeaders(isHttps).map(([name]) => name);
    expect(names(true)).toContain("strict-transport-security");
    expect(names(false)).not.toContain("strict-transport-security");
  });

  it("ask for https on the names below only where somebody wants that", () => {
    const hsts = (forSubdomains?: boolean) =>
      new Map(securityHeaders(true, forSubdomains)).get("strict-transport-security");
    expect(hsts()).toBe("max-age=31536000");
    expect(hsts(true)).toBe("max-age=31536000; includeSubDomains");
    expect(parseEnv({}).ROLLCALL_HSTS_SUBDOMAINS).toBe(false);
  });

  it("send an origin with posted forms", () => {
    expect(new Map(securityHeaders(false)).get("referrer-policy")).toBe("same-origin");
  });

  it.each([
    "x-nonce",
    "Content-Security-Policy",
    "x-middleware-subrequest",
    "x-nextjs-data",
    "x-matched-path",
  ])("may not be set from outside: %s", (name) => expect(INTERNAL_HEADER.test(name)).toBe(true));
  it.each(["x-invoke-path", "x-rollcall-path", "content-security-policy-report-only"])(
    "may not be set from outside: %s",
    (name) => expect(INTERNAL_HEADER.test(name)).toBe(true),
  );
  it.each(["cookie", "origin", "x-forwarded-for", "next-action", "rsc"])("may: %s", (name) =>
    expect(INTERNAL_HEADER.test(name)).toBe(false),
  );
});
