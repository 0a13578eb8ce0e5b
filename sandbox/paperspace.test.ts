import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asker, openSandbox } from "./fixtures.ts";

interface Page {
  hasMore: boolean;
  items: { user: { id: string; email: string }; isAdmin: boolean; isOwner: boolean }[];
  nextPage?: string | null;
}

let world: Awaited<ReturnType<typeof openSandbox>>;
beforeAll(async () => {
  world = await openSandbox();
});
afterAll(() => world.close());

const paperspace = (options = {}) => world.open({ vendor: "paperspace", ...options });

describe("Paperspace session and keys", () => {
  it("answers null to a missing and a wrong key, and who it is to a good one", async () => {
    const { tenant, ask } = await paperspace({ namespace: "halden-test" });
    for (const token of ["", "wrong"]) {
      const reply = await asker(world.sandbox, "paperspace", token)("GET", "/auth/session");
      expect([reply.status, reply.body]).toEqual([200, null]);
    }
    const { body } = await ask("GET", "/auth/session");
    expect(body).toMatchObject({
      team: { id: tenant.teamId, namespace: "halden-test" },
      user: { id: tenant.tokenUserId, teamMemberships: [{ isOwner: true, isAdmin: true }] },
    });
  });

  it("answers 401 to wrong keys, 404 to unknown paths, methods and teams", async () => {
    const { tenant, ask } = await paperspace();
    const path = `/teams/${tenant.teamId}/secrets`;
    for (const token of ["", "wrong"]) {
      const reply = await asker(world.sandbox, "paperspace", token)("GET", path);
      expect([reply.status, reply.body]).toEqual([401, { code: "UNAUTHORIZED", message: "Unauthorized" }]);
    }
    for (const [method, other] of [
      ["GET", "/teams"],
      ["PUT", path],
      ["GET", "/teams/t0000/secrets"],
    ] as const)
      expect((await ask(method, other)).body).toMatchObject({ code: "NOT_FOUND" });
    expect((await ask("GET", `/teams/${tenant.namespace}/secrets`)).status).toBe(200);
  });

  it("stops a revoked key, and an alias with a lesser right may not write", async () => {
    const { tenant, token, ask } = await paperspace();
    await world.control.createTenant({
      vendor: "paperspace",
      token: "alias-member",
      aliasOf: token,
      tokenRole: "member",
    });
    const alias = asker(world.sandbox, "paperspace", "alias-member");
    const path = `/teams/${tenant.teamId}/secrets`;
    expect((await alias("GET", path)).status).toBe(200);
    expect((await alias("POST", path, { name: "A", value: "b" })).body).toMatchObject({ code: "FORBIDDEN" });
    await world.control.revokeToken(token);
    expect((await ask("GET", path)).status).toBe(401);
    expect((await alias("GET", path)).status).toBe(200);
  });
});

describe("Paperspace secrets", () => {
  it("creates, reads, rotates and deletes", async () => {
    const { tenant, ask, token } = await paperspace({ secrets: 0 });
    const path = `/teams/${tenant.teamId}/secrets`;
    const created = await ask("POST", path, { name: "NEW_ONE", value: "first" });
    expect(created.status).toBe(200);
    expect(Object.keys(created.body as object).sort()).toEqual(["dtCreated", "dtModified", "name"]);
    const read = (await ask("GET", `${path}/NEW_ONE`)).body as { dtModified: string };
    expect(read).toMatchObject({ name: "NEW_ONE", hasDeploymentAttached: false });
    const rotated = (await ask("PATCH", `${path}/NEW_ONE`, { value: "second" })).body as {
      dtModified: string;
    };
    expect(rotated).not.toHaveProperty("hasDeploymentAttached");
    expect(rotated.dtModified > read.dtModified).toBe(true);
    const state = await world.control.state(token);
    expect(state.secrets).toMatchObject([{ name: "NEW_ONE", value: "second" }]);
    expect(state.writes.map((write) => write.operation)).toEqual([
      "POST /teams/:id/secrets",
      "PATCH /teams/:id/secrets/:name",
    ]);
    expect((await ask("DELETE", `${path}/NEW_ONE`)).body).toEqual({ name: "NEW_ONE" });
    expect((await ask("GET", `${path}/NEW_ONE`)).status).toBe(404);
    expect(await world.control.violations(token)).toHaveLength(0);
  });

  it("refuses a name that exists, bad names and values, and unknown fields", async () => {
    const { tenant, ask, token } = await paperspace({ secrets: 1 });
    const path = `/teams/${tenant.teamId}/secrets`;
    expect(await ask("POST", path, { name: "SECRET_001", value: "x" })).toMatchObject({
      status: 409,
      body: { code: "CONFLICT" },
    });
    const bad = [
      { name: "1A", value: "x" },
      { name: "A-B", value: "x" },
      { name: "A".repeat(129), value: "x" },
      { name: "A", value: "" },
      { name: "A", value: "x".repeat(8193) },
    ];
    for (const body of bad)
      expect(await ask("POST", path, body)).toMatchObject({ status: 400, body: { code: "BAD_REQUEST" } });
    expect(await world.control.violations(token)).toHaveLength(0);
    expect((await ask("POST", path, { name: "A", value: "x", note: "y" })).status).toBe(400);
    expect((await ask("PATCH", `${path}/SECRET_001`, { name: "B" })).status).toBe(400);
    expect(await world.control.violations(token)).toMatchObject([
      { message: "Unknown body field note" },
      { message: "Unknown body field name" },
      { message: expect.stringContaining("value") },
    ]);
    expect((await world.control.state(token)).secrets).toMatchObject([{ value: "value-1" }]);
  });

  it("lists newest first unless asked for the oldest", async () => {
    const { tenant, ask } = await paperspace({ secrets: 5 });
    const names = async (query: string): Promise<string[]> =>
      (
        (await ask("GET", `/teams/${tenant.teamId}/secrets${query}`)).body as { items: { name: string }[] }
      ).items.map((item) => item.name);
    const newest = await names("");
    expect(newest[0]).toBe("SECRET_001");
    expect(await names("?order=asc&orderBy=dtCreated")).toEqual(newest.toReversed());
  });
});

describe("Paperspace members", () => {
  it("pages over everybody once, and ends in every way the vendor ends", async () => {
    const { tenant, ask } = await paperspace({ members: 250 });
    const ends = new Set<unknown>();
    for (const limit of [120, 100, 99, 50]) {
      const seen = new Set<string>();
      let after = "";
      for (let more = true; more; ) {
        const cursor = after === "" ? "" : `&after=${after}`;
        const { body } = await ask("GET", `/teams/${tenant.teamId}/users?limit=${limit}${cursor}`);
        const page = body as Page;
        expect(page.items.length).toBeLessThanOrEqual(limit);
        for (const item of page.items) seen.add(item.user.id);
        more = page.hasMore;
        after = page.nextPage ?? "";
        if (!more) ends.add("nextPage" in page ? page.nextPage : "absent");
      }
      expect(seen.size).toBe(250);
    }
    expect([...ends].every((end) => [null, "", "absent"].includes(end as string))).toBe(true);
    expect(ends.size).toBeGreaterThan(1);
  });

  it("filters by role, and refuses limits and roles out of range", async () => {
    const { tenant, ask, token } = await paperspace({ members: 9 });
    const path = `/teams/${tenant.teamId}/users`;
    const roles = async (role: string) =>
      ((await ask("GET", `${path}?role=${role}`)).body as Page).items.length;
    expect([await roles("owner"), await roles("admin"), await roles("member")]).toEqual([1, 2, 6]);
    const wrong = ["limit=0", "limit=121", "limit=x", "role=boss", "order=up", "page=2", "limit=1&limit=2"];
    for (const query of wrong) expect((await ask("GET", `${path}?${query}`)).status).toBe(400);
    expect(await world.control.violations(token)).toHaveLength(wrong.length);
    expect((await ask("GET", `${path}?after=nonsense`)).status).toBe(400);
  });

  it("promotes, demotes and removes, but never touches the owner", async () => {
    const { tenant, ask, token } = await paperspace({ members: 5 });
    const path = `/teams/${tenant.teamId}/users`;
    const { members } = await world.control.state(token);
    const last = members.at(-1)?.id ?? "";
    const listed = async (role: string) =>
      ((await ask("GET", `${path}?role=${role}`)).body as Page).items.map((item) => item.user.id);
    expect([await listed("admin"), await listed("member")].map((ids) => ids.includes(last))).toEqual([
      false,
      true,
    ]);
    const promoted = (await ask("PUT", `${path}/${last}`, { isAdmin: true })).body;
    expect(promoted).toMatchObject({ isAdmin: true, isOwner: false, dtDeleted: null });
    expect(promoted).not.toHaveProperty("user");
    expect((await world.control.state(token)).members.at(-1)?.role).toBe("admin");
    expect([await listed("admin"), await listed("member")].map((ids) => ids.includes(last))).toEqual([
      true,
      false,
    ]);
    const removed = (await ask("DELETE", `${path}/${last}`)).body as { dtDeleted: string };
    expect(await listed("admin")).not.toContain(last);
    expect(Date.parse(removed.dtDeleted)).toBeGreaterThan(0);
    expect((await ask("DELETE", `${path}/${last}`)).status).toBe(404);
    expect((await ask("PUT", `${path}/${tenant.ownerUserId}`, { isAdmin: false })).status).toBe(403);
    expect((await ask("DELETE", `${path}/${tenant.ownerUserId}`)).status).toBe(403);
    await world.control.mutate(token, { op: "configure", settings: { ownerChange: 400 } });
    expect((await ask("DELETE", `${path}/${tenant.ownerUserId}`)).body).toMatchObject({
      code: "BAD_REQUEST",
    });
    expect((await world.control.state(token)).members).toHaveLength(4);
  });

  it("shows what others do at the vendor", async () => {
    const { tenant, ask, token } = await paperspace({ members: 2 });
    const { userId = "" } = await world.control.mutate(token, {
      op: "addMember",
      person: { email: "new@halden.example", invited: true },
    });
    const path = `/teams/${tenant.teamId}/users?order=asc`;
    const member = async () =>
      ((await ask("GET", path)).body as Page).items.find((item) => item.user.id === userId);
    expect(await member()).toMatchObject({ dtConfirmed: null, user: { firstName: null, lastActive: null } });
    await world.control.mutate(token, { op: "acceptInvite", user: "NEW@halden.example" });
    expect(await member()).toMatchObject({ dtConfirmed: expect.stringMatching(/^20/) });
    await world.control.mutate(token, { op: "removeMember", user: userId });
    expect(await member()).toBeUndefined();
    await world.control.mutate(token, { op: "deleteTeam" });
    expect((await ask("GET", path)).status).toBe(404);
  });
});

describe("a team of 100,000", () => {
  it("is made and paged in full", async () => {
    const { tenant, ask, token } = await paperspace({ members: 100_000, profile: "lifelike" });
    const seen = new Set<string>();
    let after = "";
    for (let more = true; more; ) {
      const cursor = after === "" ? "" : `&after=${after}`;
      const page = (await ask("GET", `/teams/${tenant.teamId}/users?limit=120${cursor}`)).body as Page;
      for (const item of page.items) seen.add(`${item.user.id} ${item.user.email}`);
      more = page.hasMore;
      after = page.nextPage ?? "";
    }
    expect(seen.size).toBe(100_000);
    expect(new Set(seen.values().map((one) => one.split(" ")[1])).size).toBe(100_000);
    expect((await world.control.calls(token)).length).toBe(834);
  });
});
