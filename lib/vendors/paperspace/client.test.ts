import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { collectPages } from "#lib/vendors/pages.ts";
import type { VendorClient } from "#lib/vendors/port.ts";
import type { Sandbox } from "#sandbox/server.ts";
import { startSandbox } from "#sandbox/server.ts";
import type { TenantDescription, TenantOptions } from "#sandbox/types.ts";
import { createPaperspace } from "./client.ts";

let sandbox: Sandbox;
let count = 0;
const tokens: string[] = [];
const FAST = { timeoutMs: 2000, backoffsMs: [1, 1, 1], rateLimitBaseMs: 20 };

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

// The sandbox refuses and notes whatever the contract does not know.
afterEach(async () => {
  for (const token of tokens.splice(0)) expect(await sandbox.control.violations(token)).toEqual([]);
});

const people = [
  { id: "own", email: "own@a.example", role: "owner" as const },
  { id: "adm", email: "adm@a.example", role: "admin" as const },
  { id: "mem", email: "mem@a.example", role: "member" as const },
];
type Opened = { client: VendorClient; tenant: TenantDescription; token: string };

async function open(options: Partial<TenantOptions> = {}, target?: string): Promise<Opened> {
  count += 1;
  const token = options.token ?? `ps-client-test-${count}`;
  tokens.push(token);
  const made = { members: 3, overrides: { people }, ...options, vendor: "paperspace" as const, token };
  const tenant = await sandbox.control.createTenant(made);
  const vendor = createPaperspace({ baseUrl: `${sandbox.paperspaceUrl}/`, tuning: FAST });
  const client = vendor.open({ token, targetId: target ?? tenant.teamId, queueKey: token });
  return { client, tenant, token };
}

const calls = async (token: string) =>
  (await sandbox.control.calls(token)).map((call) => `${call.method} ${call.path}`);

describe("the token", () => {
  it("is told whose it is and what it opens", async () => {
    const otherTeams = [{ id: "tother", name: "Other", namespace: "other" }];
    const { client, tenant } = await open({ overrides: { people, otherTeams }, tokenRole: "admin" });
    const check = await client.checkToken();
    expect(check.user).toMatchObject({ id: "adm", email: "adm@a.example" });
    expect(check.targets).toEqual([
      {
        id: tenant.teamId,
        name: tenant.teamName,
        namespace: tenant.namespace,
        may: { view: true, manage: true },
        rights: ["Admin of the team"],
      },
      expect.objectContaining({ id: "tother", may: { view: true, manage: false } }),
    ]);
  });

  it("that nobody has is refused, by the session's null and by a 401", async () => {
    const { client, tenant, token } = await open();
    await sandbox.control.revokeToken(token);
    await expect(client.checkToken()).rejects.toMatchObject({ code: "VENDOR_TOKEN_REFUSED" });
    await expect(client.listMembers(tenant.teamId, undefined)).rejects.toMatchObject({
      code: "VENDOR_TOKEN_REFUSED",
    });
  });

  it("may be opened on a namespace, and on an id that it does not reach", async () => {
    const { client, tenant } = await open({ namespace: "my-space" }, "my-space");
    expect((await client.listTeams(undefined)).items).toEqual([
      expect.objectContaining({ vendorTeamId: tenant.teamId, name: tenant.teamName, namespace: "my-space" }),
    ]);
    const stray = await open({}, "tnowhere");
    expect((await stray.client.checkToken()).targets.map((target) => target.id)).toEqual([
      stray.tenant.teamId,
    ]);
    await expect(stray.client.listTeams(undefined)).rejects.toMatchObject({ code: "VENDOR_NOT_FOUND" });
  });
});

describe("members", () => {
  it("are read in pages of 120, oldest first", async () => {
    const { client, tenant, token } = await open({ members: 250, overrides: {} });
    const all = await collectPages((cursor) => client.listMembers(tenant.teamId, cursor), {
      vendor: "paperspace",
    });
    const { members } = await sandbox.control.state(token);
    expect(new Set(all.map((one) => one.userId))).toEqual(new Set(members.map((one) => one.id)));
    expect(all).toHaveLength(250);
    const made = await sandbox.control.calls(token);
    expect(made).toHaveLength(3);
    expect(made[0]?.query).toEqual({ limit: "120", orderBy: "dtConfirmed", order: "asc" });
    const dates = all.flatMap((one) => one.joinedAt ?? []);
    expect(dates).toEqual([...dates].sort());
  });

  it("are filtered by role, promoted, found and removed", async () => {
    const { client, tenant, token } = await open();
    await client.setMemberRole(tenant.teamId, "mem", "admin");
    const admins = await client.listMembers(tenant.teamId, undefined, { role: "admin" });
    expect(admins.items.map((one) => one.userId).sort()).toEqual(["adm", "mem"]);
    expect(await client.findMember(tenant.teamId, "mem", { roleHint: "admin" })).toMatchObject({
      role: "admin",
      member: { userId: "mem" },
    });
    expect(await client.removeMember(tenant.teamId, "mem")).toBe("removed");
    expect(await client.removeMember(tenant.teamId, "mem")).toBe("absent");
    expect(await client.findMember(tenant.teamId, "mem", { roleHint: "admin" })).toBeUndefined();
    const { writes } = await sandbox.control.state(token);
    expect(writes.map(({ operation, target, body }) => [operation, target, body])).toEqual([
      ["PUT /teams/:id/users/:userId", "mem", { isAdmin: true }],
      ["DELETE /teams/:id/users/:userId", "mem", null],
    ]);
  });

  it("cannot be made owners; the owner's role is refused with the vendor's reason", async () => {
    const { client, tenant, token } = await open();
    await expect(client.setMemberRole(tenant.teamId, "mem", "owner")).rejects.toMatchObject({
      code: "NOT_SUPPORTED",
      effect: "none",
    });
    expect(await calls(token)).toEqual([]);
    await expect(client.setMemberRole(tenant.teamId, "own", "member")).rejects.toMatchObject({
      code: "VENDOR_FORBIDDEN",
      effect: "none",
      reason: expect.stringContaining("owner"),
    });
    await expect(client.setMemberRole(tenant.teamId, "gone", "admin")).rejects.toMatchObject({
      code: "VENDOR_NOT_FOUND",
    });
  });

  it("whose new role got no answer are unknown; an answer that says the opposite is no success", async () => {
    const { client, tenant, token } = await open();
    const route = "PUT /teams/:id/users/:userId";
    await sandbox.control.setFaults(token, [{ route, drop: "after" }]);
    await expect(client.setMemberRole(tenant.teamId, "mem", "admin")).rejects.toMatchObject({
      code: "VENDOR_UNAVAILABLE",
      effect: "unknown",
    });
    expect(await client.findMember(tenant.teamId, "mem")).toMatchObject({ role: "admin" });
    await sandbox.control.setFaults(token, [
      { route, status: 200, body: '{"isAdmin":true,"isOwner":false}', applied: false },
    ]);
    await expect(client.setMemberRole(tenant.teamId, "mem", "member")).rejects.toMatchObject({
      code: "VENDOR_BAD_ANSWER",
      effect: "unknown",
    });
    expect((await sandbox.control.state(token)).writes).toHaveLength(1);
  });

  it.each(["repeat", "cycle", "emptyPage", "noNext"] as const)(
    "in a list with the cursor fault %s are not said to be absent",
    async (cursor) => {
      const { client, tenant, token } = await open({ members: 300, overrides: {} });
      await sandbox.control.setFaults(token, [{ route: "GET /teams/:id/users", cursor }]);
      const code = cursor === "noNext" ? "VENDOR_BAD_ANSWER" : "VENDOR_LOOP";
      await expect(client.findMember(tenant.teamId, "nobody")).rejects.toMatchObject({ code });
    },
  );

  it.each(["missingFields", "wrongTypes", "unknownEnums", "badDates", "nulls"] as const)(
    "with the fault %s degrade, and the page lives",
    async (transform) => {
      const { client, tenant, token } = await open();
      await sandbox.control.setFaults(token, [{ route: "GET *", transform }]);
      const page = await client.listMembers(tenant.teamId, undefined);
      expect(page.items.map((one) => one.userId).sort()).toEqual(["adm", "mem", "own"]);
      const hurt = transform !== "unknownEnums";
      if (hurt && transform !== "nulls") expect(page.items[0]?.problems?.length).toBeGreaterThan(0);
      const secrets = await client.listSecrets?.(tenant.teamId, undefined);
      expect(secrets?.items).toHaveLength(6);
      expect(secrets?.items.some((secret) => secret.problems)).toBe(hurt);
    },
  );
});

describe("secrets", () => {
  it("are created, read, rotated, listed and deleted", async () => {
    const { client, tenant, token } = await open({ secrets: 0 });
    const { teamId } = tenant;
    const created = await client.createSecret?.(teamId, "API_KEY", "first made-up value");
    expect(created).toMatchObject({ name: "API_KEY", inUse: undefined, problems: undefined });
    await sandbox.control.mutate(token, { op: "setAttached", name: "API_KEY", attached: true });
    expect(await client.getSecret?.(teamId, "API_KEY")).toMatchObject({ inUse: true });
    const rotated = await client.updateSecret?.(teamId, "API_KEY", "second made-up value");
    expect((rotated?.modifiedAt ?? "") > (created?.modifiedAt ?? "")).toBe(true);
    expect((await client.listSecrets?.(teamId, undefined))?.items).toHaveLength(1);
    expect((await sandbox.control.state(token)).secrets[0]?.value).toBe("second made-up value");
    await client.deleteSecret?.(teamId, "API_KEY");
    await expect(client.deleteSecret?.(teamId, "API_KEY")).rejects.toMatchObject({
      code: "VENDOR_NOT_FOUND",
    });
    const list = (await sandbox.control.calls(token)).find((call) => call.route === "GET /teams/:id/secrets");
    expect(list?.query).toEqual({ limit: "120", orderBy: "dtCreated", order: "asc" });
  });

  it("that exist are a conflict, and bad ones never leave", async () => {
    const { client, tenant, token } = await open({ secrets: 0 });
    await client.createSecret?.(tenant.teamId, "TWICE", "v");
    await expect(client.createSecret?.(tenant.teamId, "TWICE", "v")).rejects.toMatchObject({
      code: "VENDOR_CONFLICT",
      effect: "none",
    });
    const before = (await calls(token)).length;
    for (const [name, value] of [
      ["1BAD", "v"],
      ["A-B", "v"],
      ["A".repeat(129), "v"],
      ["OK", ""],
      ["OK", "v".repeat(8193)],
    ] as const) {
      await expect(client.createSecret?.(tenant.teamId, name, value)).rejects.toMatchObject({
        code: "INVALID_INPUT",
      });
    }
    expect(await calls(token)).toHaveLength(before);
  });

  it("never come back in a reason", async () => {
    const { client, tenant, token } = await open();
    const value = "canary-value-73519";
    const body = JSON.stringify({ code: "BAD_REQUEST", message: `Value ${value} of ${token} is bad` });
    await sandbox.control.setFaults(token, [{ route: "POST *", status: 400, body }]);
    const failure = await client
      .createSecret?.(tenant.teamId, "CANARY", value)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ reason: "Value [redacted] of [redacted] is bad" });
    expect(String(failure)).not.toContain(value);
  });

  it("are created once when the vendor limits the rate", async () => {
    const { client, tenant, token } = await open({ secrets: 0 });
    await sandbox.control.setFaults(token, [{ route: "POST *", times: 3, rateLimit: { retryAfter: 0 } }]);
    await client.createSecret?.(tenant.teamId, "ONCE", "v");
    expect((await sandbox.control.state(token)).writes).toHaveLength(1);
    expect(await calls(token)).toHaveLength(4);
  });
});
