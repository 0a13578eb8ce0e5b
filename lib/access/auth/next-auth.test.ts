import { NextRequest } from "next/server";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { insertUser } from "#lib/access/users/mutations.ts";
import { installSecret } from "#lib/store/crypto/key-ring.ts";
import { transact } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";
import {
  clearStep,
  nextAuthHandler,
  readSessionId,
  readStep,
  writeSessionCookie,
  writeStep,
} from "./next-auth.ts";
import { hashPassword } from "./password.ts";

const request = await vi.hoisted(async () =>
  (await import("#lib/access/oidc/cookies.testing.ts")).cookieJar(),
);
vi.mock("next/headers", () => request.module);

const OWN = "http://127.0.0.1:3000";
const ask = (method: "GET" | "POST", path: string, origin = OWN) =>
  nextAuthHandler(
    new NextRequest(`${OWN}/api/auth/${path}`, {
      method,
      headers: { origin, host: "127.0.0.1:3000", "content-type": "application/x-www-form-urlencoded" },
      ...(method === "POST" ? { body: "email=ada@x.org&password=correct horse battery&json=true" } : {}),
    }),
    { params: Promise.resolve({ nextauth: path.split("/") }) },
  );

describe("next-auth's own endpoints", () => {
  useTestStore({ ROLLCALL_URL: OWN });
  beforeEach(() => request.cookies.clear());

  it("are no second way in", async () => {
    const passwordHash = await hashPassword("correct horse battery");
    await transact((tx) => insertUser(tx, { name: "Ada", email: "ada@x.org", role: "admin", passwordHash }));
    for (const path of ["callback/credentials", "signin/credentials", "callback/oauth", "_log"])
      expect([path, (await ask("POST", path)).status]).toEqual([path, 404]);
    for (const path of ["callback/credentials", "callback/oauth", "providers"])
      expect([path, (await ask("GET", path)).status]).toEqual([path, 404]);
    expect(request.cookies.size).toBe(0);
  });

  it("take a sign-out from Rollcall's own pages alone", async () => {
    for (const origin of ["https://evil.example", "null", "http://127.0.0.1:4000"])
      expect((await ask("POST", "signout", origin)).status).toBe(403);
  });
});

describe("sealed cookies", () => {
  useTestStore({ ROLLCALL_URL: OWN });
  beforeEach(() => request.cookies.clear());

  it("of a session are believed no longer than they hold, however often they were read", async () => {
    await writeSessionCookie("s-1");
    const [name = "", cookie = ""] = [...request.cookies].find(([, text]) => text.length > 100) ?? [];
    expect([await readSessionId(), await readSessionId()]).toEqual(["s-1", "s-1"]);
    // The first sign of the last part: of its last one, four bits mean nothing.
    const at = cookie.lastIndexOf(".") + 1;
    request.cookies.set(
      name,
      `${cookie.slice(0, at)}${cookie[at] === "A" ? "B" : "A"}${cookie.slice(at + 1)}`,
    );
    expect(await readSessionId()).toBeNull();
    request.cookies.set(name, cookie);
    vi.useFakeTimers({ now: Date.now() + 366 * 86_400_000, toFake: ["Date"] });
    expect(await readSessionId()).toBeNull();
    vi.useRealTimers();
    expect(await readSessionId()).toBe("s-1");
    installSecret("session", new Uint8Array(32).fill(7));
    expect(await readSessionId()).toBeNull();
  });

  it("pass for nothing but what they were made for", async () => {
    const claims = { sessionId: "s-1", userId: "u" };
    await writeStep("oidc", claims, 60);
    expect(await readStep("oidc")).toMatchObject(claims);
    const sealed = request.cookies.get("rollcall.oidc") ?? "";
    expect(sealed).not.toContain("s-1");
    request.cookies.set("rollcall.session", sealed);
    request.cookies.set("rollcall.second-step", sealed);
    expect([await readSessionId(), await readStep("second-step")]).toEqual([null, null]);
    await writeSessionCookie("s-2");
    expect(await readSessionId()).toBe("s-2");
    request.cookies.set("rollcall.oidc", request.cookies.get("rollcall.session") ?? "");
    expect(await readStep("oidc")).toBeNull();
    await clearStep("oidc");
    expect(request.cookies.get("rollcall.oidc")).toBe("");
  });

  it("are worth nothing when they are changed, foreign or too old", async () => {
    await writeStep("oidc", { a: 1 }, -60);
    expect(await readStep("oidc")).toBeNull();
    await writeStep("oidc", { a: 1 }, 60);
    const sealed = request.cookies.get("rollcall.oidc") ?? "";
    const middle = Math.floor(sealed.length / 2);
    const flipped = sealed[middle] === "A" ? "B" : "A";
    for (const wrong of ["x", "a.b.c", `${sealed.slice(0, middle)}${flipped}${sealed.slice(middle + 1)}`]) {
      request.cookies.set("rollcall.oidc", wrong);
      expect(await readStep("oidc")).toBeNull();
    }
  });
});
