import type { AnySchema } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ASKS_PER_MINUTE, countAsk } from "#lib/access/action/api-rate.ts";
import { halfOf, insertWorld, OURS, THEIRS } from "#lib/access/grants/world.testing.ts";
import { TOKEN_SCOPES } from "#lib/access/tokens/constants.ts";
import { forgetPerProcess } from "#lib/core/per-process.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import {
  approvalIdOf,
  ask,
  insertPlanOf,
  makeToken,
  planIdOf,
  somebody,
} from "#lib/insight/api/api.testing.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { askMcp, callTool, connectMcp, ERAS, post } from "./mcp.testing.ts";
import { MOST_CHARACTERS } from "./result.ts";
import { TOOLS } from "./server.ts";

const [ours, theirs] = [halfOf(OURS), halfOf(THEIRS)];
const ALL = [...TOKEN_SCOPES];
const READING = TOOLS.filter(({ isWriting }) => !isWriting);

const argumentsOf = (tool: string, half: typeof ours): Record<string, unknown> => {
  if (tool === "list_members") return { id: half.teamId };
  if (tool === "get_person") return { id: half.personId };
  if (tool === "get_plan") return { id: planIdOf(half) };
  if (tool === "get_approval") return { id: approvalIdOf(half) };
  return tool === "get_batch" ? { id: half.batchId } : {};
};

describeEachStore("MCP", () => {
  let admin: Viewer;
  let token = "";
  beforeAll(async () => {
    admin = await somebody("ada admin", "admin");
    await insertWorld(admin.userId);
    for (const half of [ours, theirs]) await insertPlanOf(half, admin.userId);
    token = (await makeToken(admin, { name: "All", scopes: ALL })).token;
  });
  beforeEach(() => forgetPerProcess("api-rate"));

  it.each(ERAS)("answers every reading tool as it says (%s)", async (era) => {
    const client = await connectMcp(token, era);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(TOOLS.map(({ name }) => name));
    expect(client.getInstructions()).toContain("It is data");
    const ajv = new Ajv2020({ strict: true, allErrors: true, formats: { "date-time": true } });
    for (const { name } of READING) {
      const told = tools.find((one) => one.name === name);
      const result = await client.callTool({ name, arguments: argumentsOf(name, ours) });
      expect([name, result.isError ?? false]).toEqual([name, false]);
      const check = ajv.compile((told?.outputSchema ?? false) as AnySchema);
      expect([name, check(result.structuredContent), ajv.errorsText(check.errors)]).toEqual([
        name,
        true,
        "No errors",
      ]);
      expect(result.content).toEqual([{ type: "text", text: expect.stringContaining(OURS) }]);
      const [{ text } = { text: "" }] = result.content as { text: string }[];
      expect(JSON.parse(text)).toEqual(result.structuredContent);
    }
    await client.close();
  });

  it("says of each tool and of each of its parameters what it is for", async () => {
    const { tools } = await (await connectMcp(token)).listTools();
    for (const { name, title, description, inputSchema, outputSchema, annotations } of tools) {
      expect([name, title !== "", (description ?? "").length > 20]).toEqual([name, true, true]);
      expect(annotations).toMatchObject({ destructiveHint: false, openWorldHint: false, title });
      expect(outputSchema).toMatchObject({ type: "object", additionalProperties: false });
      expect(inputSchema).toMatchObject({ type: "object", additionalProperties: false });
      for (const [parameter, schema] of Object.entries(inputSchema.properties ?? {}))
        expect([name, parameter, schema]).toEqual([
          ...[name, parameter],
          expect.objectContaining({ description: expect.stringMatching(/.{5}/) }),
        ]);
    }
    const secrets = tools.find(({ name }) => name === "list_secrets")?.inputSchema;
    expect(secrets).toMatchObject({
      properties: { olderThan: { type: "integer" }, limit: { maximum: 200 } },
    });
    expect(secrets?.required).toBeUndefined();
    expect(tools.find(({ name }) => name === "get_person")?.inputSchema.required).toEqual(["id"]);
  });

  it("reads what the API reads, filtered and by pages", async () => {
    const { body } = await ask("/people", { token, query: "limit=50&role=managing" });
    const first = await callTool(token, "list_people", { role: "managing" });
    expect(first.said.data).toEqual(body);
    const found: unknown[] = [];
    for (let cursor: unknown, pages = 0; pages < 20; pages++) {
      const { said } = await callTool(token, "list_people", { limit: 1, ...(cursor ? { cursor } : {}) });
      found.push(...(said.data.items as unknown[]));
      cursor = said.data.next;
      if (cursor === null) break;
    }
    const whole = await callTool(token, "list_people");
    expect(found).toEqual(whole.said.data.items);
    const old = await callTool(token, "list_secrets", { olderThan: 10, team: ours.teamId });
    expect(old.said.data.items).toHaveLength(1);
    expect((await callTool(token, "list_secrets", { olderThan: 36_500 })).said.data.items).toEqual([]);
  });

  it("tells by pages what somebody has access to", async () => {
    const one = await callTool(token, "get_person", { id: ours.personId, limit: 1 });
    const memberships = one.said.data.memberships as { items: { id: string }[]; total: number; next: string };
    expect([memberships.items.length, memberships.total]).toEqual([1, 2]);
    const two = await callTool(token, "get_person", { id: ours.personId, cursor: memberships.next });
    const rest = two.said.data.memberships as typeof memberships;
    expect([rest.items.length, rest.next]).toEqual([1, null]);
    expect(rest.items[0]?.id).not.toBe(memberships.items[0]?.id);
  });

  it.each([
    ["list_teams", { colour: "red" }, "colour"],
    ["list_teams", { vendor: "none" }, "vendor"],
    ["list_teams", { limit: 201 }, "limit"],
    ["list_teams", { limit: "many" }, "limit"],
    ["list_secrets", { olderThan: 1.5 }, "olderThan"],
    ["list_teams", { cursor: "bm9uZQ" }, "cursor"],
    ["get_person", {}, "id"],
    ["list_members", { id: 7 }, "id"],
  ])("refuses %s with %j by name", async (name, given, field) => {
    const { isError, said } = await callTool(token, name, given);
    expect([isError, said.code]).toEqual([true, "INVALID_INPUT"]);
    expect(said.fields).toHaveProperty(field);
  });

  it("says when nothing is of an id, whatever the id is", async () => {
    for (const name of ["list_members", "get_person", "get_batch", "get_plan", "get_approval"])
      for (const id of ["none", "../teams", "__proto__", "x".repeat(200), `${theirs.teamId}'--`]) {
        const { isError, said } = await callTool(token, name, { id });
        expect([name, isError, said.code]).toEqual([name, true, "NOT_FOUND"]);
      }
  });

  it("lists a token what its scopes and its owner's role allow, and says of the rest which scope is missing", async () => {
    const owner = await somebody("op erator", "operator");
    for (const scope of ["team.read", "member.read", "secret.read", "activity.read"] as const) {
      const { token: one } = await makeToken(owner, { name: scope, scopes: [scope] });
      const client = await connectMcp(one);
      const { tools } = await client.listTools();
      const allowed = TOOLS.filter(({ scopes }) => scopes.includes(scope)).map(({ name }) => name);
      expect(allowed.length).toBeGreaterThan(0);
      expect(tools.map(({ name }) => name)).toEqual(allowed);
      for (const { name, scopes } of READING.filter((tool) => !allowed.includes(tool.name))) {
        const { isError, text, said } = await callTool(one, name, argumentsOf(name, ours));
        expect([name, isError, said.code, said.detail]).toEqual([
          ...[name, true, "FORBIDDEN"],
          `This token has no scope ${scopes.length > 1 ? "for any change" : `“${scopes[0]}”`}`,
        ]);
        expect(text).not.toContain(OURS);
      }
    }
    const refused = await db()
      .selectFrom("events")
      .select("personal")
      .where("action", "=", "access.refused")
      .execute();
    expect(refused.length).toBeGreaterThan(3);
    expect(refused.every(({ personal }) => personal?.includes('"token":'))).toBe(true);
  });

  it("shows a limited token nothing of what is beyond its limit", async () => {
    const limit = [{ connectionId: ours.connectionId, teamIds: "all" as const }];
    const { token: some } = await makeToken(admin, { name: "Ours", scopes: ALL, limit });
    for (const { name } of READING)
      for (const half of [ours, theirs])
        expect([name, (await callTool(some, name, argumentsOf(name, half))).text]).toEqual([
          name,
          expect.not.stringContaining(THEIRS),
        ]);
    expect((await callTool(some, "list_teams")).text).toContain(OURS);
  });

  it("counts each request, those of a batch too, and slows down who asks too often", async () => {
    const { id, token: busy } = await makeToken(admin, { name: "Busy", scopes: ["team.read"] });
    const ping = (n: number) => ({ jsonrpc: "2.0", id: n, method: "ping" });
    const first = await post(busy, ping(1));
    expect(first.headers.get("ratelimit-remaining")).toBe(String(ASKS_PER_MINUTE - 1));
    for (let asks = 1; asks < ASKS_PER_MINUTE - 3; asks++) countAsk(`token:${id}`);
    const over = await post(busy, [ping(1), ping(2), ping(3), ping(4)]);
    expect([over.status, await over.json()]).toEqual([
      429,
      expect.objectContaining({ code: "TOO_MANY_ATTEMPTS" }),
    ]);
    expect((await post(busy, ping(5))).status).toBe(429);
    expect(Number((await post(busy, ping(5))).headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await post(token, ping(5))).status).toBe(200);
  });

  it("tells as much as fits, and goes on behind it", async () => {
    const limit = [{ connectionId: ours.connectionId, teamIds: [ours.teamId] }];
    const { token: one } = await makeToken(admin, { name: "Long", scopes: ALL, limit });
    const rows = Array.from(
      { length: 120 },
      (_, at) => `long ${String(at).padStart(3, "0")} ${"x".repeat(300)}`,
    );
    const member = await db()
      .selectFrom("members")
      .selectAll()
      .where("team_id", "=", ours.teamId)
      .executeTakeFirstOrThrow();
    await db()
      .insertInto("members")
      .values(
        rows.map((name, at) => ({
          ...member,
          id: `long-${at}`,
          user_id: `long-${at}`,
          person_id: `long-${at}`,
          name,
          email: null,
          email_key: null,
          sort_key: name,
        })),
      )
      .execute();
    const names: string[] = [];
    let pages = 0;
    for (let cursor: unknown; pages < 50; pages++) {
      const { text, said } = await callTool(one, "list_members", {
        ...{ id: ours.teamId, limit: 200 },
        ...(cursor ? { cursor } : {}),
      });
      expect(text.length).toBeLessThanOrEqual(MOST_CHARACTERS);
      names.push(
        ...(said.data.items as { name: string }[])
          .map(({ name }) => name)
          .filter((name) => name.startsWith("long")),
      );
      cursor = said.data.next;
      if (cursor === null) break;
      expect(said.cut).toMatch(/^Only \d+ of up to 200 rows fit/);
    }
    expect(pages).toBeGreaterThan(0);
    expect(names).toEqual(rows);
    await db().deleteFrom("members").where("id", "like", "long-%").execute();
  });
});

describe("names in a result", () => {
  it("make no link, no tag and no code where somebody shows the JSON as Markdown", async () => {
    const { plainJson } = await import("./result.ts");
    const name = "[click](https://evil.example) <img src=x> ```sh ![x](y)";
    const text = plainJson({ name, of: [[1], [2]] });
    expect(text).not.toMatch(/\]\(|<|`/);
    expect(JSON.parse(text)).toEqual({ name, of: [[1], [2]] });
  });
});

describeEachStore("the door of MCP", () => {
  let token = "";
  beforeAll(async () => {
    const admin = await somebody("dora", "admin");
    await insertWorld(admin.userId);
    token = (await makeToken(admin, { name: "Door", scopes: ALL })).token;
  });
  beforeEach(() => forgetPerProcess("api-rate"));
  const ping = { jsonrpc: "2.0", id: 1, method: "ping" };
  const listing = { jsonrpc: "2.0", id: 2, method: "tools/list" };

  it("is shut without a token that works, whatever else comes along", async () => {
    for (const authorization of ["", "Basic YTpi", "Bearer", `Bearer ${token}x`, token]) {
      for (const method of ["GET", "POST", "DELETE"]) {
        const body = method === "POST" ? { body: JSON.stringify(listing) } : {};
        const answer = await askMcp({
          method,
          headers: { authorization, cookie: `session=${token}` },
          ...body,
        });
        expect([method, answer.status]).toEqual([method, 401]);
        expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="Rollcall"');
        expect(await answer.text()).not.toContain("list_teams");
      }
    }
  });

  it("is shut to pages of other sites, and not to programs", async () => {
    for (const origin of [
      "https://evil.example",
      "http://evil.example:3000",
      "null",
      "http://localhost:6274",
      "x",
    ])
      expect([origin, (await post(token, ping, { origin, host: "evil.example:3000" })).status]).toEqual([
        origin,
        403,
      ]);
    expect((await post(token, ping, { origin: "http://127.0.0.1:3000" })).status).toBe(200);
    expect((await post(token, ping)).status).toBe(200);
  });

  it("has no streams and no sessions", async () => {
    for (const method of ["GET", "DELETE"]) {
      const headers = {
        authorization: `Bearer ${token}`,
        accept: "text/event-stream",
        "mcp-session-id": "x",
      };
      const answer = await askMcp({ method, headers });
      expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
    }
    const answer = await post(token, listing);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.headers.get("mcp-session-id")).toBeNull();
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const wanted = { notifications: { toolsListChanged: true } };
    const meta = {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientCapabilities": {},
      "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
    };
    const stream = await post(
      token,
      { jsonrpc: "2.0", id: 3, method: "subscriptions/listen", params: { ...wanted, _meta: meta } },
      { "mcp-protocol-version": "2026-07-28", "mcp-method": "subscriptions/listen" },
    );
    // It ends at once: there is nothing that it could tell.
    expect(await stream.text()).toContain("complete");
  });

  it.each([
    ["no JSON", "{", 400],
    ["nothing", "", 400],
    ["no object", "7", 400],
    ["no JSON-RPC", { hello: 1 }, 400],
    ["an empty batch", [], 400],
    ["a long batch", Array.from({ length: 21 }, () => ping), 400],
    [
      "a beginning in a batch",
      [
        {
          jsonrpc: "2.0",
          id: 1,
          method: "initialize",
          params: {
            protocolVersion: "2025-03-26",
            capabilities: {},
            clientInfo: { name: "x", version: "1" },
          },
        },
      ],
      400,
    ],
    ["a large message", { ...ping, params: { x: "x".repeat(300_000) } }, 413],
  ])("refuses %s", async (_what, message, status) => {
    const answer = await post(token, message);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ jsonrpc: "2.0", error: { code: expect.any(Number) } });
  });

  it("takes JSON alone, and versions that it knows", async () => {
    expect((await post(token, ping, { "content-type": "text/plain" })).status).toBe(415);
    expect((await post(token, ping, { accept: "text/html" })).status).toBe(406);
    expect((await post(token, ping, { "mcp-protocol-version": "1999-01-01" })).status).toBe(400);
    for (const version of ["2025-03-26", "2025-06-18", "2025-11-25"])
      expect((await post(token, ping, { "mcp-protocol-version": version })).status).toBe(200);
  });

  it("answers each message of a batch, one that another cancels too", async () => {
    const cancelled = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 2 } };
    const unknown = { jsonrpc: "2.0", id: "x", method: "none" };
    const answer = await post(token, [ping, listing, cancelled, ping, unknown]);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject([
      { id: 1, result: {} },
      { id: 2, result: { tools: expect.any(Array) } },
      { id: 1, result: {} },
      { id: "x", error: { code: -32601 } },
    ]);
    const told = await post(token, [cancelled]);
    expect([told.status, await told.text()]).toEqual([202, ""]);
    expect((await post(token, [ping, 7])).status).toBe(400);
  });

  it("refuses texts that no database holds", async () => {
    for (const q of ["a\0b", "half \ud800"]) {
      const params = { name: "list_teams", arguments: { q } };
      const answer = await post(token, { jsonrpc: "2.0", id: 1, method: "tools/call", params });
      expect(await answer.json()).toMatchObject({
        result: { isError: true, content: [{ text: expect.stringContaining("INVALID_INPUT") }] },
      });
    }
  });

  it("does not know a tool that is none", async () => {
    const call = {
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: "__proto__", arguments: {} },
    };
    expect(await (await post(token, call)).json()).toMatchObject({ error: { code: -32602 } });
  });

  it("survives a client that goes away", async () => {
    const gone = new AbortController();
    const headers = {
      authorization: `Bearer ${token}`,
      accept: "application/json, text/event-stream",
      "content-type": "application/json",
    };
    const asked = askMcp({ headers, body: JSON.stringify(listing), signal: gone.signal });
    gone.abort();
    await asked.catch(() => undefined);
    expect((await post(token, ping)).status).toBe(200);
  });
});
