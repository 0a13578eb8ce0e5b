import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asker, openSandbox, type Reply } from "./fixtures.ts";
import { validateGitBookRequest, validateGitBookResponse } from "./openapi.ts";
import type { TenantOptions } from "./types.ts";

let world: Awaited<ReturnType<typeof openSandbox>>;
beforeAll(async () => {
  world = await openSandbox();
});
afterAll(() => world.close());

interface List<T> {
  next?: { page: string };
  count?: number;
  items: T[];
}

/** A tenant whose every accepted request and every answer is held against the official OpenAPI file. */
const gitbook = async (options: Partial<TenantOptions> = {}) => {
  const opened = await world.open({ members: 4, orgMembers: 8, ...options, vendor: "gitbook" });
  const ask = async (method: string, path: string, body?: unknown): Promise<Reply> => {
    const reply = await opened.ask(method, path, body);
    const [pathOnly = "", query] = path.split("?");
    if (reply.status < 400)
      expect(validateGitBookRequest(method, pathOnly, new URLSearchParams(query), body)).toEqual([]);
    expect(validateGitBookResponse(method, pathOnly, reply.status, reply.body)).toEqual([]);
    return reply;
  };
  const org = `/orgs/${opened.tenant.organizationId}`;
  return { ...opened, ask, org, team: `${org}/teams/${opened.tenant.teamId}` };
};

const idsIn = async (token: string, teamId: string): Promise<string[]> =>
  ((await world.control.state(token)).teams.find((team) => team.id === teamId)?.members ?? []).map(
    ({ id }) => id,
  );

describe("GitBook authentication", () => {
  it("answers 404 before auth, 403 without a token, 401 to a wrong one", async () => {
    const { org } = await gitbook();
    const none = asker(world.sandbox, "gitbook", "");
    const wrong = asker(world.sandbox, "gitbook", "wrong");
    expect((await none("GET", "/nothing")).status).toBe(404);
    expect((await none("GET", org)).body).toMatchObject({ error: { code: 403 } });
    expect((await wrong("GET", org)).body).toMatchObject({ error: { code: 401 } });
    expect((await wrong("GET", "/user")).status).toBe(401);
  });

  it("tells an editor that they may not", async () => {
    const { ask, org, team } = await gitbook({ tokenRole: "member" });
    expect((await ask("GET", org)).body).toMatchObject({ permissions: { admin: false } });
    expect((await ask("GET", team)).body).toMatchObject({ permissions: { admin: false } });
    expect((await ask("PUT", `${org}/teams`, { title: "Mine" })).status).toBe(403);
    expect((await ask("PATCH", team, { title: "Mine" })).status).toBe(403);
    expect((await ask("POST", `${org}/invites`, { emails: ["a@halden.example"] })).status).toBe(403);
  });
});

describe("GitBook organizations and people", () => {
  it("answers who, which organizations, and which rights", async () => {
    const { ask, tenant, org } = await gitbook({ organizations: 2, profile: "lifelike" });
    expect((await ask("GET", "/user")).body).toMatchObject({ id: tenant.tokenUserId });
    const list = (await ask("GET", "/orgs")).body as List<{ id: string }>;
    expect(list.items.map((item) => item.id)).toEqual(tenant.organizations.map(({ id }) => id));
    expect((await ask("GET", org)).body).toMatchObject({ plan: "pro_2024", permissions: { admin: true } });
    expect((await ask("GET", "/orgs/unknown")).status).toBe(404);
  });

  it("searches, filters and sorts members", async () => {
    const { ask, org } = await gitbook({ members: 40, orgMembers: 60, profile: "lifelike" });
    type Member = { role: string | null; user: { displayName: string; email?: string }; joinedAt: string };
    const members = async (query: string) =>
      ((await ask("GET", `${org}/members?${query}`)).body as List<Member>).items;
    expect(await members("limit=1000")).toHaveLength(60);
    for (const { user } of await members("search=KIM"))
      expect(`${user.displayName} ${user.email}`.toLowerCase()).toContain("kim");
    expect(await members("search=KIM")).not.toHaveLength(0);
    const guests = await members("role=guest");
    expect(guests.length).toBeGreaterThan(0);
    expect(guests.every((guest) => guest.role === null)).toBe(true);
    const joined = (await members("limit=60&order=asc")).map((member) => member.joinedAt);
    expect(joined).toEqual(joined.toSorted());
    expect((await members("limit=60")).map((member) => member.joinedAt)).toEqual(joined.toReversed());
    expect((await members("sort=name&order=asc&limit=5")).length).toBe(5);
  });

  it("changes the organization role, and removes in three ways", async () => {
    const { ask, org, token } = await gitbook();
    const { members } = await world.control.state(token);
    const user = members.at(-1)?.id ?? "";
    expect((await ask("PATCH", `${org}/members/${user}`, { role: "review" })).body).toMatchObject({
      role: "review",
    });
    expect((await ask("PATCH", `${org}/members/${user}`, { role: null })).body).toMatchObject({ role: null });
    expect((await ask("PATCH", `${org}/members/${user}`, { role: "boss" })).status).toBe(400);
    expect((await ask("GET", `${org}/members/${user}`)).status).toBe(200);
    await world.control.mutate(token, { op: "configure", settings: { orgMemberDelete: "requested" } });
    expect((await ask("DELETE", `${org}/members/${user}`)).status).toBe(202);
    expect((await world.control.state(token)).organizations[0]?.removalRequests).toEqual([user]);
    await world.control.mutate(token, { op: "configure", settings: { orgMemberDelete: "deleted" } });
    expect((await ask("DELETE", `${org}/members/${user}`)).status).toBe(205);
    expect((await ask("DELETE", `${org}/members/${user}`)).status).toBe(204);
    expect((await world.control.state(token)).members).toHaveLength(members.length - 1);
  });

  it("invites at once, harmlessly twice, and within the seats", async () => {
    const { ask, org, token } = await gitbook();
    const emails = [
      "new@halden.example",
      { email: "guest@halden.example", role: null },
      "sso-fail@halden.example",
    ];
    const reply = (await ask("POST", `${org}/invites`, { emails, role: "edit", sso: true })).body as {
      users: string[];
    };
    expect(reply).toMatchObject({ invited: 3, failedSSOEmails: ["sso-fail@halden.example"] });
    const state = await world.control.state(token);
    expect(state.members.slice(-3)).toMatchObject([
      { id: reply.users[0], email: "new@halden.example", orgRole: "edit" },
      { id: reply.users[1], orgRole: null },
      { id: reply.users[2] },
    ]);
    const again = await ask("POST", `${org}/invites`, { emails: ["NEW@halden.example"] });
    expect(again.body).toEqual({ users: [reply.users[0]], invited: 0 });
    expect((await ask("POST", `${org}/invites`, { emails: ["no address"] })).status).toBe(400);
    await world.control.mutate(token, { op: "configure", settings: { seatLimit: 5 } });
    expect((await ask("POST", `${org}/invites`, { emails: ["z@halden.example"] })).status).toBe(400);
  });
});

describe("GitBook's doors beside the teams", () => {
  it("refuses an invitation without single sign-on where it is enforced, and switches nothing on by itself", async () => {
    const { ask, org, token } = await gitbook({ ssoEnforced: true });
    const invite = (body: object) =>
      ask("POST", `${org}/invites`, { emails: ["new@halden.example"], ...body });
    expect((await ask("GET", org)).body).toMatchObject({ sso: true, inviteLinks: false });
    expect((await invite({})).status).toBe(400);
    expect((await invite({ sso: false })).status).toBe(400);
    expect(
      (await world.control.state(token)).members.some(({ email }) => email === "new@halden.example"),
    ).toBe(false);
    expect((await invite({ sso: true })).body).toMatchObject({ invited: 1 });
    const found = (await ask("GET", `${org}/members?search=new@halden.example`)).body as List<{
      sso: boolean;
    }>;
    expect(found.items).toMatchObject([{ sso: true }]);
  });

  it("lists and deletes invite links with 205, then 204, for admins alone", async () => {
    const inviteLinks = [
      { id: "one", role: "edit" as const },
      { id: "two", role: null },
    ];
    const { ask, org, token } = await gitbook({ overrides: { inviteLinks } });
    const links = async () => ((await ask("GET", `${org}/link-invites`)).body as List<{ id: string }>).items;
    expect(await links()).toMatchObject(inviteLinks);
    expect((await ask("GET", `${org}/link-invites?limit=1`)).body).toMatchObject({ items: [{ id: "one" }] });
    expect((await ask("DELETE", `${org}/link-invites/one`)).status).toBe(205);
    expect((await ask("DELETE", `${org}/link-invites/one`)).status).toBe(204);
    expect(await links()).toMatchObject([{ id: "two" }]);
    expect((await world.control.state(token)).organizations[0]?.inviteLinks).toEqual(["two"]);
    const editor = await gitbook({ tokenRole: "member" });
    expect((await editor.ask("GET", `${editor.org}/link-invites`)).status).toBe(403);
  });

  it("lists the spaces that a member reaches, page by page", async () => {
    const { ask, org } = await gitbook({ members: 8 });
    const members = (await ask("GET", `${org}/members`)).body as List<{ id: string; spaces: number }>;
    const some = members.items.find(({ spaces }) => spaces > 2);
    const path = `${org}/members/${some?.id}/spaces`;
    const all = (await ask("GET", `${path}?limit=1000&order=asc`)).body as List<{ permission: string }>;
    expect(all.items).toHaveLength(some?.spaces ?? -1);
    expect(((await ask("GET", `${path}?limit=2`)).body as List<object>).next).toBeDefined();
    expect((await ask("GET", `${org}/members/nobody/spaces`)).status).toBe(404);
  });
});

describe("GitBook teams", () => {
  it("creates with PUT, refuses a taken title, renames, and deletes with 205 then 204", async () => {
    const { ask, org, token } = await gitbook();
    const { members } = await world.control.state(token);
    const created = await ask("PUT", `${org}/teams`, { title: "Night shift", members: [members[0]?.id] });
    expect(created).toMatchObject({ status: 201, body: { title: "Night shift", members: 1 } });
    const { id } = created.body as { id: string };
    const taken = "This name is already taken by another team in your organization.";
    expect((await ask("PUT", `${org}/teams`, { title: "Night shift" })).body).toEqual({
      error: { code: 400, message: taken },
    });
    expect((await ask("PATCH", `${org}/teams/${id}`, { title: "Team 01" })).status).toBe(400);
    expect((await ask("PATCH", `${org}/teams/${id}`, { title: "" })).status).toBe(400);
    expect((await ask("PATCH", `${org}/teams/${id}`, { title: "x".repeat(65) })).status).toBe(400);
    expect((await ask("PATCH", `${org}/teams/${id}`, { title: "Day shift" })).body).toMatchObject({
      title: "Day shift",
    });
    const found = (await ask("GET", `${org}/teams?title=day`)).body as List<{ id: string }>;
    expect(found.items.map((team) => team.id)).toEqual([id]);
    expect((await ask("DELETE", `${org}/teams/${id}`)).status).toBe(205);
    expect((await ask("DELETE", `${org}/teams/${id}`)).status).toBe(204);
    expect((await ask("GET", `${org}/teams/${id}`)).status).toBe(404);
  });

  it("adds and removes one", async () => {
    const { ask, team, tenant, token } = await gitbook();
    const { members } = await world.control.state(token);
    const outsider = members.at(-1)?.id ?? "";
    const path = `${team}/members/${outsider}`;
    expect((await ask("PUT", path)).status).toBe(204);
    expect((await ask("PUT", path, { role: "member" })).status).toBe(204);
    expect(await idsIn(token, tenant.teamId)).toContain(outsider);
    expect((await ask("PUT", path, { role: "owner" })).status).toBe(400);
    expect((await ask("DELETE", path)).status).toBe(205);
    expect((await ask("DELETE", path)).status).toBe(204);
    expect((await ask("PUT", `${team}/members/nobody`, { role: "member" })).status).toBe(404);
    expect(await world.control.violations(token)).toHaveLength(0);
  });

  it("has owners on Enterprise only, and finds what they own", async () => {
    const { ask, org, team, tenant, token } = await gitbook({ enterprise: true });
    const user = (await world.control.state(token)).teams[0]?.members[3]?.id ?? "";
    expect((await ask("PUT", `${team}/members/${user}`, { role: "owner" })).status).toBe(204);
    const owned = (await ask("GET", `${org}/teams?owner=${user}`)).body as List<{ id: string }>;
    expect(owned.items.map(({ id }) => id)).toEqual([tenant.teamId]);
    const of = (await ask("GET", `${org}/members/${user}/teams?title=team`)).body as List<{
      member: { role: string };
    }>;
    expect(of.items[0]?.member.role).toBe("owner");
    const list = (await ask("GET", `${team}/members?limit=1000`)).body as List<{ team: { role: string } }>;
    expect(list.items.filter((item) => item.team.role === "owner")).toHaveLength(1);
  });

  it("changes many in one call", async () => {
    const { ask, team, tenant, token } = await gitbook({ members: 3, orgMembers: 8, enterprise: true });
    const ids = (await world.control.state(token)).members.map(({ id }) => id);
    const [first = "", second = "", , fourth = "", fifth = "", sixth = ""] = ids;
    const body = {
      add: [fourth, "MEMBER-0005@halden.example", sixth, "stranger@halden.example"],
      remove: [second, sixth],
      memberships: { [first]: { role: "owner" } },
    };
    expect((await ask("PUT", `${team}/members`, body)).status).toBe(204);
    const after = await idsIn(token, tenant.teamId);
    expect(new Set(after)).toEqual(new Set([first, ids[2], fourth, fifth]));
    await world.control.mutate(token, { op: "configure", settings: { unknownEmails: "refuse" } });
    expect((await ask("PUT", `${team}/members`, body)).status).toBe(400);
    expect(await idsIn(token, tenant.teamId)).toEqual(after);
  });

  it("pages over everybody once; only some lists are counted", async () => {
    const { ask, org, team } = await gitbook({ members: 130, orgMembers: 140, profile: "lifelike" });
    for (const [path, size, counted] of [
      [`${team}/members`, 130, false],
      [`${org}/members`, 140, true],
    ] as const) {
      let page: string | undefined;
      let seen = 0;
      do {
        const cursor: string = page === undefined ? "" : `&page=${page}`;
        const list = (await ask("GET", `${path}?limit=60${cursor}`)).body as List<unknown>;
        expect(list.count).toBe(counted ? size : undefined);
        seen += list.items.length;
        page = list.next?.page;
      } while (page !== undefined);
      expect(seen).toBe(size);
    }
    expect((await ask("GET", `${team}/members?limit=0`)).body).toEqual({ items: [] });
    for (const query of ["limit=1001", "limit=-1", "search=x"])
      expect((await ask("GET", `${team}/members?${query}`)).status).toBe(400);
  });
});

describe("the OpenAPI check itself", () => {
  it("refuses what the file does not know", () => {
    expect(validateGitBookRequest("GET", "/orgs/o1/teams", { limit: "20" })).toEqual([]);
    expect(validateGitBookRequest("GET", "/orgs/o1/teams", { search: "x" })).toEqual([
      "query search: unknown",
    ]);
    expect(validateGitBookRequest("GET", "/orgs/o1/teams", { limit: "1001" })).toHaveLength(1);
    expect(validateGitBookRequest("PUT", "/orgs/o1/teams", {}, { title: "a", name: "b" })).toEqual([
      "body.name: unknown field",
    ]);
    expect(validateGitBookRequest("PUT", "/orgs/o1/teams", {}, { title: "" })).toHaveLength(1);
    expect(validateGitBookRequest("DELETE", "/orgs/o1/teams/t1", {}, {})).toEqual([
      "body: none belongs here",
    ]);
    expect(validateGitBookRequest("GET", "/orgs/o%201/teams")).toHaveLength(1);
    expect(validateGitBookResponse("GET", "/user", 200, { object: "user", id: "1" })).toHaveLength(2);
    expect(validateGitBookResponse("DELETE", "/orgs/o1/teams/t1", 200, {})).toEqual([
      "status 200: not declared",
    ]);
  });
});
