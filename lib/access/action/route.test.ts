import { NextRequest } from "next/server";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { writeSessionCookie } from "#lib/access/auth/next-auth.ts";
import { startSession } from "#lib/access/auth/sessions.ts";
import { insertUser } from "#lib/access/users/mutations.ts";
import { AppError, type ErrorCode } from "#lib/core/errors.ts";
import type { Role } from "#lib/core/permissions.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";
import { getRoute, postRoute, readingRoute } from "./route.ts";

const jar = vi.hoisted(() => new Map<string, string>());
vi.mock("next/headers", () => ({
  headers: async () => new Headers({ "x-forwarded-for": "203.0.113.9" }),
  cookies: async () => ({
    get: (name: string) => (jar.has(name) ? { name, value: jar.get(name) } : undefined),
    set: (name: string, value: string) => jar.set(name, value),
  }),
}));

let count = 0;
async function signInAs(role: Role): Promise<void> {
  const email = `${role}${count++}@example.com`;
  const user = { name: email, email, role, passwordHash: null };
  const from = { address: "203.0.113.9", userAgent: "Test" };
  await writeSessionCookie(await transact(async (tx) => startSession(tx, await insertUser(tx, user), from)));
}
const request = (query = ""): NextRequest => new NextRequest(`http://127.0.0.1:3000/api/things${query}`);
const context = { params: Promise.resolve({ id: "7" }) };

describe("a GET route", () => {
  useTestStore();
  beforeEach(() => jar.clear());

  it("answers JSON that no cache keeps, with the viewer and the path's parts at hand", async () => {
    await signInAs("operator");
    const get = getRoute<{ id: string }>("team.read", async (_, { viewer, params }) => [
      viewer.role,
      params.id,
    ]);
    const response = await get(request(), context);
    expect([response.status, await response.json()]).toEqual([200, ["operator", "7"]]);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("runs nothing without a session, or for a role that may not", async () => {
    const handler = vi.fn(async () => "secret");
    const strangers = await getRoute("team.read", handler)(request(), { params: Promise.resolve({}) });
    expect([strangers.status, await strangers.json()]).toEqual([401, { code: "UNAUTHENTICATED" }]);
    await signInAs("operator");
    const operators = await getRoute("user.read", handler)(request(), { params: Promise.resolve({}) });
    expect([operators.status, await operators.json()]).toEqual([403, { code: "FORBIDDEN" }]);
    expect(handler).not.toHaveBeenCalled();
  });

  it("runs nothing for a link on another site, and answers an address that was typed", async () => {
    await signInAs("admin");
    const handler = vi.fn(async () => "export");
    for (const [site, status] of [
      ["cross-site", 403],
      ["same-origin", 200],
      ["none", 200],
    ] as const) {
      const asked = new NextRequest(request(), { headers: { "sec-fetch-site": site } });
      expect((await getRoute("member.export", handler)(asked, { params: Promise.resolve({}) })).status).toBe(
        status,
      );
    }
    expect(handler).toHaveBeenCalledTimes(2);
  });

  it.each<[ErrorCode, number]>([
    ["NOT_FOUND", 404],
    ["INVALID_INPUT", 400],
    ["TOO_MANY_ATTEMPTS", 429],
    ["STORE_UNAVAILABLE", 503],
    ["VENDOR_TIMEOUT", 502],
  ])("%s is %i", async (code, status) => {
    await signInAs("viewer");
    const get = getRoute<{ id: string }>("team.read", async () => {
      throw new AppError(code);
    });
    const response = await get(request(), context);
    expect([response.status, (await response.json()).code]).toEqual([status, code]);
  });

  it("says by the field what is wrong in the query", async () => {
    await signInAs("viewer");
    const query = z.object({ limit: z.coerce.number("A number").max(500, "At most 500") });
    const get = getRoute<{ id: string }>("team.read", async ({ nextUrl }) =>
      query.parse(Object.fromEntries(nextUrl.searchParams)),
    );
    const response = await get(request("?limit=9999"), context);
    expect([response.status, await response.json()]).toEqual([
      400,
      { code: "INVALID_INPUT", fields: { limit: ["At most 500"] } },
    ]);
  });

  it("tells nothing of an unknown error but a reference", async () => {
    await signInAs("viewer");
    const get = getRoute<{ id: string }>("team.read", async () => {
      throw new Error("select * from users");
    });
    const response = await get(request(), context);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ code: "INTERNAL", reference: expect.any(String) });
  });
});

describe("a POST route", () => {
  useTestStore();
  beforeEach(() => jar.clear());
  const post = async (origin: string | undefined, body = "text") => {
    const headers = { host: "127.0.0.1:3000", ...(origin === undefined ? {} : { origin }) };
    const sent = new NextRequest("http://127.0.0.1:3000/api/uploads", { method: "POST", headers, body });
    const route = postRoute("upload.create", async (request, { viewer }) => [
      viewer.role,
      await request.text(),
    ]);
    return { sent, answer: await route(sent) };
  };

  it("answers its own pages alone, and guards what it answers", async () => {
    await signInAs("operator");
    const { answer } = await post("http://127.0.0.1:3000");
    expect([answer.status, await answer.json()]).toEqual([200, ["operator", "text"]]);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    for (const origin of [undefined, "null", "https://evil.example", "http://127.0.0.1:3001"]) {
      const refused = await post(origin);
      expect([origin, refused.answer.status]).toEqual([origin, 403]);
      expect(refused.answer.headers.get("x-content-type-options")).toBe("nosniff");
    }
  });

  it("reads no body of somebody who may not send one", async () => {
    const stranger = await post("http://127.0.0.1:3000");
    expect([stranger.answer.status, stranger.sent.bodyUsed]).toEqual([401, false]);
    await signInAs("viewer");
    const viewer = await post("http://127.0.0.1:3000");
    expect([viewer.answer.status, viewer.sent.bodyUsed]).toEqual([403, false]);
  });
});

describe("a route that answers a question", () => {
  useTestStore();
  beforeEach(() => jar.clear());
  const route = readingRoute(
    "team.read",
    z.strictObject({ text: z.string().max(5, "Too long") }),
    async (asked, viewer) => {
      if (asked.text === "mine?") throw new AppError("FORBIDDEN");
      return [viewer.role, asked.text];
    },
  );
  const ask = async (body: string) => {
    const headers = { host: "127.0.0.1:3000", origin: "http://127.0.0.1:3000" };
    const response = await route(
      new NextRequest("http://127.0.0.1:3000/api/things", { method: "POST", headers, body }),
    );
    return [response.status, await response.json()];
  };

  it("answers what fits its schema alone, and says by the field what does not", async () => {
    await signInAs("viewer");
    expect(await ask('{"text":"short"}')).toEqual([200, ["viewer", "short"]]);
    expect(await ask('{"text":"longer"}')).toEqual([
      400,
      { code: "INVALID_INPUT", fields: { text: ["Too long"] } },
    ]);
    for (const body of ["", "{", '{"text":"a","role":"admin"}'])
      expect(await ask(body)).toMatchObject([400, { code: "INVALID_INPUT" }]);
  });

  it("notes in the audit log who was refused further in", async () => {
    await signInAs("viewer");
    const refusals = () =>
      db().selectFrom("events").select("seq").where("action", "=", "access.refused").execute();
    const before = (await refusals()).length;
    expect(await ask('{"text":"mine?"}')).toEqual([403, { code: "FORBIDDEN" }]);
    expect((await refusals()).length).toBe(before + 1);
  });
});
