import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { readSessionId } from "#lib/access/auth/next-auth.ts";
import { db } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";
import { arrive } from "./arrive.ts";
import { acme, installTestProvider } from "./config.testing.ts";
import { discover } from "./discovery.ts";
import { beginFlow, callbackUrl } from "./flow.ts";
import { signInAt, startTestProvider, type TestProvider } from "./provider.testing.ts";

const request = await vi.hoisted(async () => (await import("./cookies.testing.ts")).cookieJar());
vi.mock("next/headers", () => request.module);

const from = { address: "203.0.113.9", userAgent: "Test" };
let provider: TestProvider;
const here = readSessionId;

/** Leaves for the provider, signs in there, and comes back with an answer that somebody has had in hand. */
async function go(subject: string, spoil?: (query: URLSearchParams) => void) {
  const url = await beginFlow(acme(), { purpose: "sign-in", returnTo: "/teams" });
  const back = await signInAt(url, subject);
  spoil?.(back.searchParams);
  return arrive("acme", back.searchParams, from);
}

describe("a provider's answer", () => {
  useTestStore({ ROLLCALL_URL: "http://127.0.0.1:3000" });
  beforeAll(async () => {
    provider = await startTestProvider();
    provider.allow(callbackUrl({ id: "acme" }));
    installTestProvider(provider, { roleClaim: "groups", roleMap: { root: "admin" } });
  });
  afterAll(() => provider.close());
  beforeEach(async () => {
    request.cookies.clear();
    await db().deleteFrom("sign_in_failures").execute();
  });

  it("refuses an answer of another flow, browser, code or issuer, and one that comes twice", async () => {
    provider.accounts.set("s-12", {
      email: "twelve@acme.example",
      email_verified: true,
      groups: ["root"],
    });
    const without = (change: (query: URLSearchParams) => void) => go("s-12", change);
    expect(await without((query) => query.set("state", "x"))).toContain("problem=expired");
    expect(await without((query) => query.delete("state"))).toContain("problem=expired");
    expect(await without(() => request.cookies.clear())).toContain("problem=expired");
    expect(await without((query) => query.set("code", "made-up"))).toContain("problem=refused");
    expect(await without((query) => query.set("iss", "https://evil.example"))).toContain("problem=untrusted");
    expect(await without((query) => query.delete("iss"))).toContain("problem=untrusted");
    expect(await go("")).toContain("problem=cancelled");
    expect(await here()).toBeNull();

    const url = await beginFlow(acme(), { purpose: "sign-in", returnTo: "//evil.example" });
    const back = await signInAt(url, "s-12");
    const kept = new Map(request.cookies);
    expect(await arrive("acme", back.searchParams, from)).toBe("/");
    request.cookies.clear();
    for (const [name, value] of kept) request.cookies.set(name, value);
    expect(await arrive("acme", back.searchParams, from)).toContain("problem=refused");
    expect(await arrive("nobody", back.searchParams, from)).toContain("problem=expired");
  });

  it("refuses an ID token for another flow's nonce", async () => {
    provider.accounts.set("s-13", { email: "13@acme.example", email_verified: true, groups: ["root"] });
    const url = new URL(await beginFlow(acme(), { purpose: "sign-in", returnTo: "/" }));
    url.searchParams.set("nonce", "another");
    expect(await arrive("acme", (await signInAt(url.href, "s-13")).searchParams, from)).toContain(
      "untrusted",
    );
    const other = new URL(await beginFlow(acme(), { purpose: "sign-in", returnTo: "/" }));
    other.searchParams.set("code_challenge", "A".repeat(43));
    expect(await arrive("acme", (await signInAt(other.href, "s-13")).searchParams, from)).toContain(
      "refused",
    );
  });

  it("is of no provider that is not there, and what was asked for is not said again at length", async () => {
    const to = await arrive("x".repeat(9_000), new URLSearchParams({ state: "s", code: "c" }), from);
    expect(to).toBe(`/sign-in?problem=expired&with=${"x".repeat(32)}`);
  });

  it("is asked for no more after ten that failed, until some time has passed", async () => {
    for (let i = 0; i < 10; i++) expect(await go("", undefined)).toContain("problem=cancelled");
    provider.accounts.set("s-14", { email: "14@acme.example", email_verified: true, groups: ["root"] });
    expect(await go("s-14")).toContain("problem=wait");
  });
});

describe("what a provider says about itself", () => {
  useTestStore();
  let server: Server;
  let answer: (path: string) => { status?: number; headers?: Record<string, string>; body: string };
  let issuer = "";
  beforeEach(async () => {
    server = createServer((asked, response) => {
      const { status = 200, headers = {}, body } = answer(asked.url ?? "");
      response.writeHead(status, headers).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => server.close());
  const metadata = (more: object = {}) =>
    JSON.stringify({
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      ...more,
    });
  const ask = () => discover({ ...{ id: "x", name: "X", issuer, clientId: "c" }, scopes: [], roleMap: {} });

  it("counts where it is as it should be, and is kept", async () => {
    let calls = 0;
    answer = () => {
      calls++;
      return { body: metadata() };
    };
    expect((await ask()).serverMetadata().token_endpoint).toBe(`${issuer}/token`);
    await ask();
    expect(calls).toBe(1);
  });

  it.each([
    ["another issuer", () => ({ body: metadata({ issuer: `${issuer}/` }) }), "untrusted"],
    [
      "an endpoint without https",
      () => ({ body: metadata({ token_endpoint: "http://10.0.0.1/t" }) }),
      "untrusted",
    ],
    [
      "an endpoint of another scheme",
      () => ({ body: metadata({ jwks_uri: "file:///etc/passwd" }) }),
      "untrusted",
    ],
    ["a field that is missing", () => ({ body: metadata({ jwks_uri: undefined }) }), "untrusted"],
    ["no JSON", () => ({ body: "<html>" }), "unreachable"],
    ["an error", () => ({ status: 500, body: "{}" }), "unreachable"],
    ["far too much", () => ({ body: `"${"x".repeat(300_000)}"` }), "unreachable"],
    [
      "a redirect",
      (path: string) =>
        path === "/elsewhere"
          ? { body: metadata() }
          : { status: 302, headers: { location: `${issuer}/elsewhere` }, body: "" },
      "unreachable",
    ],
  ])("does not with %s", async (_, given, problem) => {
    answer = given;
    await expect(ask()).rejects.toMatchObject({ problem });
  });
});
