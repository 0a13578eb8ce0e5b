import { beforeAll, expect, it, vi } from "vitest";
import { ASKS_PER_MINUTE } from "#lib/access/action/api-rate.ts";
import { halfOf, insertWorld, OURS, THEIRS } from "#lib/access/grants/world.testing.ts";
import { TOKEN_SCOPES } from "#lib/access/tokens/constants.ts";
import { can, type Role, type Viewer } from "#lib/core/permissions.ts";
import { listActivity } from "#lib/insight/activity/data.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import {
  type Asking,
  apiPaths,
  approvalIdOf,
  ask,
  insertPlanOf,
  makeToken,
  planIdOf,
  somebody,
} from "./api.testing.ts";
import { openApi } from "./openapi.ts";
import { needsOf } from "./operation.ts";
import { COMMANDS, OPERATIONS } from "./operations.ts";

const [ours, theirs] = [halfOf(OURS), halfOf(THEIRS)];
const ALL = [...TOKEN_SCOPES];

const idFor = (path: string, half: typeof ours): string => {
  if (path.startsWith("/people")) return half.personId;
  if (path.startsWith("/plans")) return planIdOf(half);
  if (path.startsWith("/approvals")) return approvalIdOf(half);
  return path.startsWith("/batches") ? half.batchId : half.teamId;
};

/** What somebody's token with the scope is answered about an admin's: whose it is decides as in the browser. */
function asOwner(path: string, role: Role): number {
  // Somebody else's plan is read with the scope of batches besides that of the change, and no token here has two.
  if (path === "/plans/{id}") return 404;
  return role === "viewer" && /^.(batches|approvals).{id}/.test(path) ? 404 : 200;
}

/** What everything answers about one half, without what was asked. */
async function askAll(
  half: typeof ours,
  asking: Asking,
): Promise<{ path: string; status: number; said: string }[]> {
  const answers = [];
  for (const { path } of OPERATIONS) {
    const { status, body } = await ask(path, { id: idFor(path, half), ...asking });
    const said = JSON.stringify(body, (key, value: unknown) => (key === "instance" ? undefined : value));
    answers.push({ path, status, said });
  }
  return answers;
}
const holding = (answers: { path: string; said: string }[], word: string): string[] =>
  answers.filter(({ said }) => said.includes(word)).map(({ path }) => path);

describeEachStore("the API", () => {
  let admin: Viewer;
  let token = "";
  beforeAll(async () => {
    admin = await somebody("ada admin", "admin");
    await insertWorld(admin.userId);
    for (const half of [halfOf(OURS), halfOf(THEIRS)]) await insertPlanOf(half, admin.userId);
    token = (await makeToken(admin, { name: "All", scopes: ALL })).token;
  });

  it("has an operation a route, and a line in the document each", async () => {
    const paths = [...OPERATIONS, ...COMMANDS].map(({ path }) => path);
    expect([...new Set(paths)].sort()).toEqual(await apiPaths());
    expect(Object.keys(openApi().paths).sort()).toEqual(await apiPaths());
    const names = [...OPERATIONS, ...COMMANDS].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("answers everything that there is, as the document says", async () => {
    const answers = await askAll(ours, { token });
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(holding(answers, OURS).length).toBeGreaterThanOrEqual(OPERATIONS.length - 1);
    expect(holding(answers, THEIRS).length).toBeGreaterThan(4);
  });

  it("pages by cursors that are of one list alone", async () => {
    const { body: whole } = await ask("/people", { token });
    const names: unknown[] = [];
    let query = "limit=2";
    for (let pages = 0; pages < 20; pages++) {
      const { body } = await ask("/people", { token, query });
      const { items, next } = body as { items: unknown[]; next: string | null };
      names.push(...items);
      if (next === null) break;
      query = `limit=2&cursor=${next}`;
      expect((await ask("/teams", { token, query: `cursor=${next}` })).status).toBe(400);
    }
    expect(names).toEqual((whole as { items: unknown[] }).items);
    expect((await ask("/people", { token, query: "cursor=bm9uZQ" })).body).toMatchObject({
      code: "INVALID_INPUT",
      fields: { cursor: ["This is no cursor of this list"] },
    });
  });

  it("pages through events without losing or repeating one", async () => {
    const { body: whole } = await ask("/events", { token, query: "limit=200&what=member" });
    const ids = (whole as { items: { id: string }[] }).items.map(({ id }) => id);
    const found: string[] = [];
    let query = "limit=1&what=member";
    for (let pages = 0; pages < 50; pages++) {
      const page = (await ask("/events", { token, query })).body as {
        items: { id: string }[];
        next: string | null;
      };
      found.push(...page.items.map(({ id }) => id));
      if (page.next === null) break;
      query = `limit=1&what=member&cursor=${page.next}`;
    }
    expect(ids.length).toBeGreaterThan(2);
    expect(found).toEqual(ids);
  });

  it.each([
    ["colour=red", "colour"],
    ["managedBy=ada", "managedBy"],
    ["vendor=none", "vendor"],
    ["limit=201", "limit"],
    ["limit=0", "limit"],
    ["limit=", "limit"],
    ["vendor=gitbook&vendor=paperspace", "vendor"],
    ["q=%00", "q"],
  ])("refuses ?%s by name", async (query, name) => {
    const { status, body, headers } = await ask("/teams", { token, query });
    expect(status).toBe(400);
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(body).toMatchObject({
      code: "INVALID_INPUT",
      status: 400,
      fields: { [name]: [expect.any(String)] },
    });
  });

  it("filters as the pages do, and says when nothing is of an id", async () => {
    const { body } = await ask("/teams", { token, query: "vendor=gitbook&sort=name&dir=desc" });
    expect((body as { items: { vendor: string }[] }).items.every(({ vendor }) => vendor === "gitbook")).toBe(
      true,
    );
    for (const path of [
      "/teams/{id}",
      "/teams/{id}/members",
      "/teams/{id}/secrets",
      "/people/{id}",
      "/batches/{id}",
    ])
      for (const id of ["none", "\0", "../teams", "x".repeat(300)])
        expect([path, (await ask(path, { token, id })).status]).toEqual([path, 404]);
  });

  it("says that an answer is as it was", async () => {
    const first = await ask("/teams", { token });
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    expect((await ask("/teams", { token, headers: { "if-none-match": `"x", W/${etag}` } })).status).toBe(304);
    expect((await ask("/teams", { token, headers: { "if-none-match": '"x"' } })).status).toBe(200);
    expect(first.headers.get("cache-control")).toBe("private, no-cache");
    expect(first.headers.get("access-control-allow-origin")).toBeNull();
  });

  it.each(["viewer", "operator"] as const)(
    "lets a token of a %s do what its scopes say, and nothing else",
    async (role) => {
      const owner = await somebody(`some ${role}`, role);
      for (const scope of TOKEN_SCOPES.filter((it) => can(owner, it))) {
        const { token: one } = await makeToken(owner, { name: scope, scopes: [scope] });
        for (const { path, status, said } of await askAll(ours, { token: one })) {
          const needs = needsOf(OPERATIONS.find((it) => it.path === path)?.scope ?? null);
          const has = needs === null || [needs].flat().some((it) => it === scope && can(owner, it));
          expect([path, scope, status]).toEqual([path, scope, has ? asOwner(path, role) : 403]);
          if (!has) expect(JSON.parse(said)).toMatchObject({ code: "FORBIDDEN", status: 403 });
        }
      }
      const refused = await db()
        .selectFrom("events")
        .select("personal")
        .where("action", "=", "access.refused")
        .execute();
      expect(refused.length).toBeGreaterThan(5);
      expect(refused.every(({ personal }) => personal?.includes('"token":'))).toBe(true);
    },
  );

  it("refuses every request without a token that works, whatever else it brings", async () => {
    const lies = ["", "Basic YTpi", "Bearer", "Bearer rcl_", `Bearer ${token}x`, `Bearer ${token} x`, token];
    for (const authorization of lies) {
      const answers = await askAll(ours, { headers: { authorization, cookie: `session=${token}` } });
      expect(answers.map(({ status }) => status)).toEqual(OPERATIONS.map(() => 401));
      expect(holding(answers, OURS)).toEqual([]);
    }
    expect((await ask("/teams")).headers.get("www-authenticate")).toBe('Bearer realm="Rollcall"');
  });

  it("shows a token that is limited to one connection nothing of another one", async () => {
    const { token: some } = await makeToken(admin, {
      name: "Ours",
      scopes: ALL,
      limit: [{ connectionId: ours.connectionId, teamIds: "all" }],
    });
    for (const half of [ours, theirs])
      for (const query of ["", "limit=1"])
        expect(holding(await askAll(half, { token: some, query }), THEIRS)).toEqual([]);
    expect(holding(await askAll(ours, { token: some }), OURS).length).toBeGreaterThanOrEqual(
      OPERATIONS.length - 1,
    );

    const { token: team } = await makeToken(admin, {
      name: "A team",
      scopes: ALL,
      limit: [{ connectionId: ours.connectionId, teamIds: [ours.teamId] }],
    });
    const answers = await askAll(ours, { token: team });
    for (const word of [THEIRS, `${OURS} other`, `${OURS} guest`, "COMMON_KEY", `${OURS} maker`])
      expect([word, holding(answers, word)]).toEqual([word, []]);
    expect(holding(answers, `${OURS} bob`).length).toBeGreaterThan(2);

    const { token: nothing } = await makeToken(admin, { name: "Nothing", scopes: ALL, limit: [] });
    expect(holding(await askAll(ours, { token: nothing }), OURS)).toEqual([]);
  });

  it("shows by a token never more than its owner's limit leaves by now", async () => {
    const owner = await somebody("lim", "operator");
    const { token: one } = await makeToken(owner, { name: "Mine", scopes: ALL });
    expect(holding(await askAll(theirs, { token: one }), THEIRS).length).toBeGreaterThan(4);
    const subject = `user:${owner.userId}`;
    await db().insertInto("limits").values({ subject, created_by: "test", created_at: "" }).execute();
    await db()
      .insertInto("grants")
      .values({ subject, connection_id: ours.connectionId, team_id: "" })
      .execute();
    expect(holding(await askAll(theirs, { token: one }), THEIRS)).toEqual([]);
    expect(holding(await askAll(ours, { token: one }), OURS).length).toBeGreaterThan(8);
  });

  it("tells what a token did as what the token of its owner did", async () => {
    await ask("/connections", { token });
    const { rows } = await listActivity({ q: "", what: "read" }, { viewer: admin });
    expect(rows.find(({ who }) => who.name.includes("“All”"))).toMatchObject({
      who: { name: "token “All” of ada admin", kind: "user" },
      what: [{ text: "Looked at the connections" }],
      address: "203.0.113.7",
    });
    expect(can({ role: "admin", token: { scopes: ["team.read"] } }, "user.read")).toBe(false);
  });

  it("slows a token down that asks too often, and no other one", async () => {
    const { token: busy } = await makeToken(admin, { name: "Busy", scopes: ["team.read"] });
    const { token: calm } = await makeToken(admin, { name: "Calm", scopes: ["team.read"] });
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      let answer = await ask("/teams/{id}", { token: busy, id: ours.teamId });
      expect(answer.headers.get("ratelimit-remaining")).toBe(String(ASKS_PER_MINUTE - 1));
      const { countAsk } = await import("#lib/access/action/api-rate.ts");
      const row = await db()
        .selectFrom("api_tokens")
        .select("id")
        .where("name", "=", "Busy")
        .executeTakeFirstOrThrow();
      for (let asks = 1; asks < ASKS_PER_MINUTE; asks++) countAsk(`token:${row.id}`);
      answer = await ask("/teams", { token: busy });
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "60"]);
      expect(answer.body).toMatchObject({ code: "TOO_MANY_ATTEMPTS", status: 429 });
      expect((await ask("/teams", { token: calm })).status).toBe(200);
      vi.setSystemTime(Date.now() + 60_000);
      expect((await ask("/teams", { token: busy })).status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });
});
