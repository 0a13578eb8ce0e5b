import { randomUUID } from "node:crypto";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { TURNS_AT_ONCE, takeTurn } from "#lib/access/action/api-rate.ts";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { type Scope, TOKEN_SCOPES } from "#lib/access/tokens/constants.ts";
import { getApproval, listApprovals } from "#lib/changes/approvals/data.ts";
import { approveRequest } from "#lib/changes/approvals/decide.ts";
import { type Bench, endOf, withVendors } from "#lib/changes/changes.testing.ts";
import { KINDS_WITH_VALUE } from "#lib/changes/kinds/registry.ts";
import { valuelessChangesSchema } from "#lib/changes/schema.ts";
import { CHANGE_KINDS } from "#lib/core/change-names.ts";
import { forgetPerProcess } from "#lib/core/per-process.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { makeToken } from "#lib/insight/api/api.testing.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { callTool, connectMcp } from "./mcp.testing.ts";
import { TOOLS } from "./server.ts";

const ALL = [...TOKEN_SCOPES];
type Plan = { id: string; digest: string; total: number; risks: { code: string }[] } & Record<
  string,
  unknown
>;

describeEachStore("what agents ask for", () => {
  const vendors = withVendors();
  let bench: Bench;
  let owner: Viewer;
  let teamId = "";
  let members: string[] = [];
  beforeAll(async () => {
    bench = await vendors.open("gitbook", { members: 150, orgMembers: 160, enterprise: true });
    owner = bench.viewer;
    teamId = await bench.teamId();
    members = await bench.plainMembers();
  });
  beforeEach(() => forgetPerProcess("api-rate"));
  afterEach(() => forgetPerProcess("api-turns"));

  const token = async (kind: "user" | "agent", scopes: Scope[] = ALL) =>
    (await makeToken(owner, { name: randomUUID(), kind, scopes })).token;
  const promotion = (userId = members.pop()) => ({
    kind: "member.setRole",
    input: { teamId, userId, role: "owner" },
  });
  const propose = async (by: string, given: Record<string, unknown> = { changes: [promotion()] }) => {
    const { isError, text, said } = await callTool(by, "propose_changes", given);
    expect([isError, text]).toEqual([false, text]);
    return said.data as Plan;
  };
  const request = async (by: string, { id: planId, digest, risks }: Plan, more: object = {}) =>
    callTool(by, "request_apply", { planId, digest, acknowledged: risks.map(({ code }) => code), ...more });
  const writes = async () => (await bench.calls()).filter(({ method }) => method !== "GET").length;
  const batches = async () => (await db().selectFrom("batches").select("id").execute()).length;

  it.each(["agent", "user"] as const)(
    "is a request that a person decides, by a token of kind %s",
    async (kind) => {
      const by = await token(kind);
      const before = await batches();
      const calls = await writes();
      const plan = await propose(by);
      expect(plan).toMatchObject({ kind: "changes", total: 1, isStale: false, appliedAs: null });
      expect(plan.url).toMatch(new RegExp(`/plans/${plan.id}$`));
      expect((await callTool(by, "get_plan", { id: plan.id })).said.data).toEqual(plan);
      const asked = await request(by, plan);
      expect(asked.said.data).toMatchObject({
        status: "requested",
        url: expect.stringMatching(/\/approvals$/),
      });
      expect((await request(by, plan)).said.data).toEqual(asked.said.data);
      const id = String(asked.said.data.approvalId);
      expect((await callTool(by, "get_approval", { id })).said.data).toMatchObject({ state: "pending" });
      expect(await batches()).toBe(before);
      const row = await seeingAs(owner, () => getApproval(owner, id));
      expect(row.askedBy.startsWith(kind === "agent" ? "agent token “" : "token “")).toBe(true);
      const { waiting } = await seeingAs(owner, () => listApprovals(owner));
      const shown = waiting.find((one) => one.id === id)?.plan;
      const digest = shown && "digest" in shown ? shown.digest : "";
      await seeingAs(owner, () => approveRequest(owner, id, digest));
      const decided = (await callTool(by, "get_approval", { id })).said.data;
      expect(decided.state).toBe("approved");
      await endOf(owner, String(decided.batchId));
      expect((await callTool(by, "get_batch", { id: decided.batchId })).said.data).toMatchObject({
        state: "finished",
        counts: { done: 1 },
      });
      expect((await callTool(by, "get_plan", { id: plan.id })).said.data.appliedAs).toMatchObject({
        approvalId: id,
      });
      expect(await writes()).toBe(calls + 1);
    },
  );

  it("takes no secret's value, and no tool has a place for one", async () => {
    const by = await token("agent");
    const canary = "canary-of-an-agent";
    expect(KINDS_WITH_VALUE.length).toBe(2);
    for (const kind of KINDS_WITH_VALUE) {
      const input = { teamId, name: "KEY", value: canary };
      const { isError, text } = await callTool(by, "propose_changes", { changes: [{ kind, input }] });
      expect([isError, text]).toEqual([true, expect.stringContaining("No value of a secret is taken here")]);
      expect(text).not.toContain(canary);
    }
    for (const kind of CHANGE_KINDS) {
      const read = valuelessChangesSchema.safeParse([{ kind, input: {} }]);
      const isKnown = !read.error?.issues.some(({ code }) => code === "invalid_union");
      expect([kind, isKnown]).toEqual([kind, !KINDS_WITH_VALUE.includes(kind)]);
    }
    const { tools } = await (await connectMcp(by)).listTools();
    expect(tools.map(({ name }) => name)).toEqual(TOOLS.map(({ name }) => name));
    for (const { inputSchema } of tools) expect(JSON.stringify(inputSchema)).not.toMatch(/"value"/);
    expect(JSON.stringify(await db().selectFrom("plans").selectAll().execute())).not.toContain(canary);
    expect(JSON.stringify(await db().selectFrom("events").selectAll().execute())).not.toContain(canary);
  });

  it("lists its tools in what a model can bear", async () => {
    const { tools } = await (await connectMcp(await token("agent"))).listTools();
    // What clients put before a model: they keep the schemas of results to themselves.
    const told = tools.map(({ outputSchema: _kept, ...shown }) => shown);
    expect(JSON.stringify(told).length).toBeLessThan(36_000);
    expect(JSON.stringify(tools).length).toBeLessThan(90_000);
  });

  it("says what each tool does to the world", async () => {
    const { tools } = await (await connectMcp(await token("agent"))).listTools();
    const hints = Object.fromEntries(tools.map(({ name, annotations }) => [name, annotations]));
    expect(hints.propose_changes).toMatchObject({
      readOnlyHint: false,
      destructiveHint: false,
      idempotentHint: false,
    });
    expect(hints.request_apply).toMatchObject({
      readOnlyHint: false,
      destructiveHint: false,
      idempotentHint: true,
    });
    expect(hints.get_plan).toMatchObject({ readOnlyHint: true, idempotentHint: true, openWorldHint: false });
  });

  it("needs the scope of each change, and says which", async () => {
    const by = await token("agent", ["member.read", "member.add"]);
    const { isError, said } = await callTool(by, "propose_changes", { changes: [promotion()] });
    expect([isError, said.code]).toEqual([true, "FORBIDDEN"]);
    expect(said.detail).toContain("member.setRole");
    const reader = await token("agent", ["member.read"]);
    const refused = await callTool(reader, "propose_changes", { changes: [promotion()] });
    expect(refused.said.detail).toBe("This token has no scope for any change");
  });

  it("refuses what is stale, what was not accepted, and what is wrong by its path", async () => {
    const by = await token("agent");
    const plan = await propose(by);
    expect((await request(by, { ...plan, digest: "another" })).said.code).toBe("PLAN_CHANGED");
    expect((await request(by, { ...plan, id: "none" })).said.code).toBe("NOT_FOUND");
    expect((await request(by, plan, { at: "2030-01-01T00:00:00Z" })).said.fields).toHaveProperty("at");
    const wrong = await callTool(by, "propose_changes", {
      changes: [{ kind: "member.setRole", input: { teamId, userId: "x", role: "king" } }],
    });
    expect(wrong.said.fields).toHaveProperty(["changes.0.input.role"]);
    for (const given of [{}, { changes: [promotion()], undo: { batchId: "x" } }, { nonsense: true }])
      expect((await callTool(by, "propose_changes", given)).said.code).toBe("INVALID_INPUT");
    const managers = await db()
      .selectFrom("members")
      .select("user_id")
      .where("team_id", "=", teamId)
      .where("role", "!=", "member")
      .execute();
    expect(managers.length).toBeGreaterThan(0);
    // Nobody who manages the team is left.
    const demotions = managers.map(({ user_id: userId }) => ({
      kind: "member.setRole",
      input: { teamId, userId, role: "member" },
    }));
    const risky = await propose(by, { changes: demotions });
    expect(risky.risks.length).toBeGreaterThan(0);
    const open = await request(by, { ...risky, risks: [] });
    expect(open.said).toMatchObject({ code: "NEEDS_CONFIRMATION", risks: expect.any(Array) });
    expect(open.said.risks).not.toEqual([]);
  });

  it("tells a long plan by pages, and makes it once", async () => {
    const by = await token("agent");
    const before = (await db().selectFrom("plans").select("id").execute()).length;
    const plan = await propose(by, {
      filter: { of: "members", teamId, ids: members.slice(0, 140), action: { do: "setRole", role: "owner" } },
    });
    const lines = plan.lines as { items: unknown[]; total: number; next: string | null };
    expect([plan.total, lines.total]).toEqual([140, 140]);
    expect(lines.items.length).toBeLessThan(140);
    let told = lines.items.length;
    for (let { next } = lines; next; ) {
      const page = (await callTool(by, "get_plan", { id: plan.id, cursor: next })).said.data
        .lines as typeof lines;
      told += page.items.length;
      next = page.next;
    }
    expect(told).toBe(140);
    expect((await db().selectFrom("plans").select("id").execute()).length).toBe(before + 1);
  });

  it("plans a few at a time", async () => {
    const { id, token: by } = await makeToken(owner, { name: "Busy", kind: "agent", scopes: ALL });
    const ends = Array.from({ length: TURNS_AT_ONCE }, () => takeTurn(`token:${id}`));
    expect((await callTool(by, "propose_changes", { changes: [promotion()] })).said.code).toBe(
      "TOO_MANY_ATTEMPTS",
    );
    for (const end of ends) end?.();
    await propose(by);
  });
});
