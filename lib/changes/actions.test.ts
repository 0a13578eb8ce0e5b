import { NextRequest } from "next/server";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { writeSessionCookie } from "#lib/access/auth/next-auth.ts";
import { startSession } from "#lib/access/auth/sessions.ts";
import { insertUser } from "#lib/access/users/mutations.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";
import { POST as plan } from "../../app/api/plans/route.ts";
import { applyAction } from "./actions.ts";

const ORIGIN = "http://127.0.0.1:3000";
const request = vi.hoisted(() => ({ headers: new Headers(), cookies: new Map<string, string>() }));
vi.mock("next/headers", () => ({
  headers: async () => request.headers,
  cookies: async () => ({
    get: (name: string) =>
      request.cookies.has(name) ? { name, value: request.cookies.get(name) } : undefined,
    set: (name: string, value: string) => request.cookies.set(name, value),
  }),
}));

const changes = [{ kind: "secret.delete" as const, input: { teamId: "any", name: "KEY" } }];
const CALLS = {
  "POST /api/plans": async () => {
    const asked = { method: "POST", headers: request.headers, body: JSON.stringify({ changes }) };
    return (await plan(new NextRequest(`${ORIGIN}/api/plans`, asked))).json();
  },
  applyAction: async () => (await applyAction({ key: crypto.randomUUID(), changes })).serverError,
};

describe("a change that the viewer's role does not allow", () => {
  useTestStore({ ROLLCALL_URL: ORIGIN });
  beforeEach(async () => {
    request.headers = new Headers({ origin: ORIGIN, host: "127.0.0.1:3000" });
    const sessionId = await transact(async (tx) => {
      const email = `${crypto.randomUUID()}@example.com`;
      const userId = await insertUser(tx, { name: email, email, role: "viewer", passwordHash: null });
      return startSession(tx, userId, { address: "203.0.113.9", userAgent: "Test" });
    });
    await writeSessionCookie(sessionId);
  });

  it.each(Object.entries(CALLS))("is refused by %s and told once, by its own name", async (_, call) => {
    const refusals = () =>
      db().selectFrom("events").select("body").where("action", "=", "access.refused").execute();
    const before = (await refusals()).length;
    expect(await call()).toEqual({ code: "FORBIDDEN" });
    const told = (await refusals()).slice(before).map(({ body }) => JSON.parse(body).facts);
    expect(told).toEqual([{ permission: "secret.delete", role: "viewer" }]);
  });
});
