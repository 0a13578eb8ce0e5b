import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { collectPages } from "#lib/vendors/pages.ts";
import type { VendorClient } from "#lib/vendors/port.ts";
import { validateGitBookRequest } from "#sandbox/openapi.ts";
import type { Sandbox } from "#sandbox/server.ts";
import { startSandbox } from "#sandbox/server.ts";
import type { TenantDescription, TenantOptions } from "#sandbox/types.ts";
import { createGitBook } from "./client.ts";

let sandbox: Sandbox;
let count = 0;
const tokens: string[] = [];
const FAST = { timeoutMs: 2000, backoffsMs: [1, 1, 1], rateLimitBaseMs: 20 };

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

// The sandbox notes whatever the contract does not know; every request is held against the official file too.
afterEach(async () => {
  for (const token of tokens.splice(0)) {
    expect(await sandbox.control.violations(token)).toEqual([]);
    for (const { method, path, query, body } of await callsOf(token)) {
      expect(validateGitBookRequest(method, path, query, body)).toEqual([]);
    }
  }
});

const people = [
  { id: "boss", email: "boss@b.example", orgRole: "admin" as const },
  { id: "ann", email: "ann@b.example", orgRole: "edit" as const },
  { id: "bob", email: "bob@b.example", orgRole: null },
];
const teams = [
  { id: "docs", title: "Docs", members: ["boss", "ann"], owners: ["boss"] },
  { id: "docs2", title: "docs and more", members: ["ann"] },
];
type Opened = { client: Required<VendorClient>; tenant: TenantDescription; token: string };

async function open(options: Partial<TenantOptions> = {}, target?: string): Promise<Opened> {
  count += 1;
  const token = options.token ?? `gb-client-test-${count}`;
  tokens.push(token);
  const made = { members: 3, orgMembers: 3, overrides: { people, teams }, ...options };
  const tenant = await sandbox.control.createTenant({ ...made, vendor: "gitbook", token });
  const vendor = createGitBook({ baseUrl: sandbox.gitbookUrl, tuning: FAST });
  const client = vendor.open({ token, targetId: target ?? tenant.organizationId, queueKey: token });
  return { client: client as Required<VendorClient>, tenant, token };
}

const callsOf = (token: string) => sandbox.control.calls(token);
const membersOf = async (token: string, teamId: string) => {
  const team = (await sandbox.control.state(token)).teams.find((one) => one.id === teamId);
  return Object.fromEntries((team?.members ?? []).map((one) => [one.id, one.role]));
};

describe("the token", () => {
  it("is told whose it is, what it reaches and what it may", async () => {
    const { client, tenant, token } = await open({ organizations: 12, overrides: { people } }, "");
    const check = await client.checkToken();
    expect(check.user).toMatchObject({ id: "boss", email: "boss@b.example" });
    expect(check.targets.map((target) => target.id)).toEqual(tenant.organizations.map((one) => one.id));
    expect(check.targets[0]).toMatchObject({
      name: tenant.organizationTitle,
      may: { view: true, manage: true },
      rights: ["Admin of the organization", "Can list teams", "Can list members"],
    });
    const details = (await callsOf(token)).filter((call) => call.route === "GET /orgs/:org");
    expect(details).toHaveLength(10);
    expect(await sandbox.control.maxConcurrent(token)).toBeLessThanOrEqual(4);
  });

  it("may be opened on an organization that it does not reach", async () => {
    const { client, tenant } = await open({}, "nowhere");
    expect((await client.checkToken()).targets.map((target) => target.id)).toEqual([tenant.organizationId]);
  });

  it("that was revoked is refused, also where the vendor says 403 to whoever asks who they are", async () => {
    const { client, token } = await open();
    await sandbox.control.setFaults(token, [{ route: "GET /user", status: 403 }]);
    await expect(client.checkToken()).rejects.toMatchObject({ code: "VENDOR_TOKEN_REFUSED" });
    await sandbox.control.clearFaults(token);
    await sandbox.control.revokeToken(token);
    await expect(client.checkToken()).rejects.toMatchObject({ code: "VENDOR_TOKEN_REFUSED", status: 401 });
  });
});

describe("teams", () => {
  it("are listed in pages of 1000 and read one by one", async () => {
    const { client, token } = await open();
    const page = await client.listTeams(undefined);
    expect(page.items.map((team) => [team.vendorTeamId, team.name, team.memberCount])).toEqual([
      ["docs", "Docs", 2],
      ["docs2", "docs and more", 1],
    ]);
    expect(page).toMatchObject({ next: undefined, total: 2 });
    expect(await client.getTeam("docs2")).toEqual(page.items[1]);
    expect((await callsOf(token))[0]?.query).toEqual({ limit: "1000" });
    await expect(client.getTeam("gone")).rejects.toMatchObject({ code: "VENDOR_NOT_FOUND" });
  });

  it("are found by their exact title and by who manages them", async () => {
    const { client } = await open();
    expect((await client.findTeamsByTitle("Docs")).map((team) => team.vendorTeamId)).toEqual(["docs"]);
    expect(await client.findTeamsByTitle("Doc")).toEqual([]);
    expect((await client.listManagedTeams("boss")).map((team) => team.vendorTeamId)).toContain("docs");
    expect(await client.listManagedTeams("bob")).toEqual([]);
  });

  it("are created, renamed and deleted; deleted twice is absent", async () => {
    const { client, token } = await open();
    const team = await client.createTeam({ title: "New one", memberIds: ["ann"] });
    expect(team).toMatchObject({ name: "New one", memberCount: 1 });
    const bare = await client.createTeam({ title: "Bare", memberIds: [] });
    expect((await client.renameTeam(bare.vendorTeamId, "Renamed")).name).toBe("Renamed");
    expect(await client.deleteTeam(bare.vendorTeamId)).toBe("removed");
    expect(await client.deleteTeam(bare.vendorTeamId)).toBe("absent");
    const bodies = (await callsOf(token)).map((call) => call.body);
    expect(bodies).toEqual([
      { title: "New one", members: ["ann"] },
      { title: "Bare" },
      { title: "Renamed" },
      null,
      null,
    ]);
  });

  it("with a taken title are a conflict; a title out of range never leaves", async () => {
    const { client, token } = await open();
    await expect(client.createTeam({ title: "Docs", memberIds: [] })).rejects.toMatchObject({
      code: "VENDOR_CONFLICT",
      effect: "none",
      reason: expect.stringContaining("already taken"),
    });
    for (const title of ["", "x".repeat(65)]) {
      await expect(client.renameTeam("docs", title)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    }
    await expect(client.deleteTeam("../members/ann")).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(client.deleteTeam("")).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(await callsOf(token)).toHaveLength(1);
  });

  it("whose create lost its answer are unknown and found by title", async () => {
    const { client, token } = await open();
    await sandbox.control.setFaults(token, [{ route: "PUT /orgs/:org/teams", drop: "after", times: 1 }]);
    const lost = client.createTeam({ title: "Lost", memberIds: [] });
    await expect(lost).rejects.toMatchObject({ effect: "unknown" });
    expect(await client.findTeamsByTitle("Lost")).toHaveLength(1);
  });
});

describe("a team's members", () => {
  it("are read to the end", async () => {
    const { client, tenant } = await open({ members: 1500, orgMembers: 1500, overrides: {} });
    const all = await collectPages((cursor) => client.listMembers(tenant.teamId, cursor), {
      vendor: "gitbook",
    });
    expect(new Set(all.map((one) => one.userId)).size).toBe(1500);
  });

  it("are added, given a role, found and removed", async () => {
    const { client, token } = await open({ enterprise: true });
    await client.addMember("docs", "bob", "member");
    await client.setMemberRole("docs", "bob", "owner");
    expect(await membersOf(token, "docs")).toMatchObject({ bob: "owner" });
    expect(await client.findMember("docs", "bob")).toEqual({ role: "owner" });
    expect(await client.findMember("docs2", "bob")).toBeUndefined();
    expect(await client.findMember("docs", "stranger")).toBeUndefined();
    expect(await client.removeMember("docs", "bob")).toBe("removed");
    expect(await client.removeMember("docs", "bob")).toBe("absent");
    await expect(client.setMemberRole("docs", "ann", "admin")).rejects.toMatchObject({
      code: "NOT_SUPPORTED",
    });
    const bodies = (await callsOf(token)).flatMap((call) => (call.method === "PUT" ? [call.body] : []));
    expect(bodies).toEqual([{ role: "member" }, { role: "owner" }]);
  });

  it("are found by the whole list where the person's own fails", async () => {
    const { client, token } = await open();
    const route = "GET /orgs/:org/members/:user/teams";
    await sandbox.control.setFaults(token, [{ route, status: 404 }]);
    expect(await client.findMember("docs", "ann")).toMatchObject({
      role: "member",
      member: { userId: "ann" },
    });
  });

  it("are changed many in one call, with only the fields that say something", async () => {
    const { client, token } = await open({ enterprise: true });
    await client.changeMembers("docs", { add: ["bob"], remove: ["ann"], roles: { bob: "owner" } });
    expect(await membersOf(token, "docs")).toEqual({ boss: "owner", bob: "owner" });
    await client.changeMembers("docs", { add: ["ann"] });
    expect((await callsOf(token)).map((call) => call.body)).toEqual([
      { add: ["bob"], remove: ["ann"], memberships: { bob: { role: "owner" } } },
      { add: ["ann"] },
    ]);
  });

  it("have ids with signs, encoded", async () => {
    const odd = { id: "u/../x?y#z é", email: "odd@b.example" };
    const { client, token } = await open({ members: 4, overrides: { people: [...people, odd], teams } });
    await client.addMember("docs", odd.id, "member");
    expect(await membersOf(token, "docs")).toHaveProperty([odd.id], "member");
    expect(await client.findMember("docs", odd.id)).toEqual({ role: "member" });
  });

  it.each(["missingFields", "wrongTypes", "unknownEnums", "badDates", "nulls"] as const)(
    "with the fault %s degrade, and the page lives",
    async (transform) => {
      const { client, token } = await open();
      await sandbox.control.setFaults(token, [{ route: "GET *", transform }]);
      const page = await client.listMembers("docs", undefined);
      expect(page.items.map((one) => one.userId).sort()).toEqual(["ann", "boss"]);
      expect(page.items.some((one) => one.problems)).toBe(transform !== "unknownEnums");
      if (transform === "unknownEnums") expect(page.items[0]?.vendorRole).toBe("superintendent");
      expect((await client.listTeams(undefined)).items).toHaveLength(2);
    },
  );
});

describe("the organization", () => {
  it("lists, filters, searches and finds its members", async () => {
    const { client, token } = await open();
    const page = await client.listOrgMembers(undefined);
    expect(page.items.map((one) => one.userId).sort()).toEqual(["ann", "bob", "boss"]);
    const admins = await client.listOrgMembers(undefined, { role: "admin" });
    expect(admins.items.map((one) => one.userId)).toEqual(["boss"]);
    expect((await client.searchOrgMembers("ann@")).map((one) => one.userId)).toEqual(["ann"]);
    expect(await client.findOrgMember("bob", { searchHint: "bob@b.example" })).toMatchObject({
      orgRole: null,
    });
    expect(await client.findOrgMember("ann")).toMatchObject({ orgRole: "edit" });
    expect(await client.findOrgMember("nobody", { searchHint: "nobody@b.example" })).toBeUndefined();
    expect((await callsOf(token)).map((call) => call.query).slice(0, 4)).toEqual([
      { limit: "1000", sort: "joinedAt", order: "asc" },
      { limit: "1000", sort: "joinedAt", order: "asc", role: "admin" },
      { limit: "1000", search: "ann@" },
      { limit: "1000", search: "bob@b.example" },
    ]);
  });

  it("invites, with only the fields that say something", async () => {
    const { client, token } = await open();
    const result = await client.inviteToOrg({ emails: ["new@b.example", "sso-fail@b.example"], sso: true });
    expect(result).toMatchObject({ invited: 2, failedSsoEmails: ["sso-fail@b.example"] });
    expect(result.userIds).toHaveLength(2);
    await client.inviteToOrg({ emails: ["two@b.example"], role: "comment" });
    expect((await callsOf(token)).map((call) => call.body)).toEqual([
      { emails: ["new@b.example", "sso-fail@b.example"], sso: true },
      { emails: ["two@b.example"], role: "comment" },
    ]);
    const [org] = (await sandbox.control.state(token)).organizations;
    expect(org?.members.find((one) => one.email === "two@b.example")?.orgRole).toBe("comment");
  });

  it("gives roles that it knows, and takes one away for a guest", async () => {
    const { client, token } = await open();
    await client.setOrgRole("ann", "admin");
    expect(await client.findOrgMember("ann")).toMatchObject({ orgRole: "admin" });
    await client.setOrgRole("ann", "guest");
    expect(await client.findOrgMember("ann")).toMatchObject({ orgRole: null });
    const before = (await callsOf(token)).length;
    await expect(client.setOrgRole("ann", "king")).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(await callsOf(token)).toHaveLength(before);
    await expect(client.setOrgRole("nobody", "edit")).rejects.toMatchObject({ code: "VENDOR_NOT_FOUND" });
  });

  it("removes at once, only asks, or had nobody to remove", async () => {
    const { client, token } = await open();
    expect(await client.removeOrgMember("ann")).toBe("removed");
    expect(await client.removeOrgMember("ann")).toBe("absent");
    await sandbox.control.mutate(token, { op: "configure", settings: { orgMemberDelete: "requested" } });
    expect(await client.removeOrgMember("bob")).toBe("requested");
    expect(await client.findOrgMember("bob")).toBeDefined();
  });

  it("lets those who may not change be told so", async () => {
    const { client } = await open({ tokenRole: "member" });
    await expect(client.inviteToOrg({ emails: ["x@b.example"] })).rejects.toMatchObject({
      code: "VENDOR_FORBIDDEN",
      effect: "none",
    });
    await expect(client.removeOrgMember("bob")).rejects.toMatchObject({ code: "VENDOR_FORBIDDEN" });
  });
});

describe("doors beside the teams", () => {
  const inviteLinks = [
    { id: "l1", role: "edit" as const },
    { id: "l2", role: null },
  ];

  it("says who may come in by themselves", async () => {
    const settings = { emailDomains: ["Halden.example"] };
    const { client } = await open({ ssoEnforced: true, overrides: { people, teams, settings } });
    expect(await client.readEntry()).toEqual({
      enforcesSso: true,
      joinDomains: ["halden.example"],
      allowsLinks: false,
      joinRole: "read",
    });
    expect((await client.checkToken()).targets[0]?.entry).toMatchObject({ enforcesSso: true });
  });

  it("does not take what is missing or broken for a no", async () => {
    const { client, token } = await open();
    for (const transform of ["missingFields", "wrongTypes", "nulls"] as const) {
      await sandbox.control.setFaults(token, [{ route: "GET /orgs/:org", transform }]);
      expect(await client.readEntry()).toMatchObject({ enforcesSso: undefined });
    }
  });

  it("lists links, and tells a deletion from one that was gone", async () => {
    const { client, token } = await open({ overrides: { people, teams, inviteLinks } });
    const links = () => collectPages((cursor) => client.listInviteLinks(cursor), { vendor: "gitbook" });
    expect(await links()).toEqual(inviteLinks);
    expect(await client.deleteInviteLink("l1")).toBe("removed");
    expect(await client.deleteInviteLink("l1")).toBe("absent");
    expect(await links()).toEqual([inviteLinks[1]]);
    await expect(client.deleteInviteLink("")).rejects.toMatchObject({ effect: "none" });
    expect((await callsOf(token)).every(({ path }) => !path.endsWith("/"))).toBe(true);
  });

  it("lists what a member reaches", async () => {
    const { client } = await open({ members: 9, orgMembers: 9, overrides: {} });
    const members = (await client.listOrgMembers(undefined)).items;
    const some = members.find(({ spaces = 0 }) => spaces > 1);
    const { items } = await client.listReach(some?.userId ?? "", undefined);
    expect(items).toHaveLength(some?.spaces ?? -1);
    expect(items[0]).toMatchObject({
      name: "Handbook",
      url: expect.stringContaining("https://app.gitbook.com/"),
    });
    await expect(client.listReach("nobody", undefined)).rejects.toMatchObject({ code: "VENDOR_NOT_FOUND" });
  });
});
