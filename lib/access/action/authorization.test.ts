import { beforeAll, describe, expect, it, vi } from "vitest";
import { type Half, halfOf, insertWorld, OURS, THEIRS } from "#lib/access/grants/world.testing.ts";
import { can, PERMISSIONS } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";
import { ACTIONS } from "./action-cases.testing.ts";
import { askAction, askHandler, asking, askPage, askRoute, type Got, LIES } from "./ask.testing.ts";
import { type Needs, PAGES, ROUTES } from "./cases.testing.ts";
import { ACTORS, type Actor, type ActorName, actAs, everyActor, ORIGIN } from "./request.testing.ts";
import { findActions, findPages, findRoutes } from "./walk.testing.ts";

const request = vi.hoisted(() => ({ headers: new Headers(), cookies: new Map<string, string>() }));
vi.mock("next/headers", async () => (await import("./headers.testing.ts")).mockHeaders(request));
vi.mock("next/cache", async () => (await import("./headers.testing.ts")).mockCache());

const NONE: Half = {
  connectionId: "none",
  organizationId: "none",
  teamId: "none",
  otherTeamId: "none",
  secretId: "none",
  personId: "none",
  batchId: "none",
  changeId: "none",
  reviewId: "none",
};

const actors = {} as Record<ActorName, Actor>;
const half = halfOf(OURS);
const act = (actor: ActorName): void => {
  actAs(request, actors[actor]);
  Object.assign(asking, { headers: request.headers, adminId: adminId() });
};
const adminId = () => actors.admin.userId ?? "";

const lying = (input: unknown): unknown =>
  typeof input === "object" && input !== null ? { ...input, ...LIES, userId: adminId() } : input;

const expected = (actor: ActorName, needs: Needs): Got["gate"] => {
  const { role } = actors[actor];
  if (needs === "public") return undefined;
  if (role === undefined || needs === "token") return "UNAUTHENTICATED";
  return needs === "session" || can({ role }, needs) ? undefined : "FORBIDDEN";
};

/** Everything that somebody who is refused could have changed: all rows, but for the refusals themselves. */
async function everything(): Promise<unknown> {
  const tables = [
    "connections",
    "teams",
    "members",
    "secrets",
    "batches",
    "changes",
    "users",
    "links",
  ] as const;
  const more = [
    "policies",
    "webhooks",
    "uploads",
    "invitations",
    "person_links",
    "offboarding_items",
  ] as const;
  const rows = await Promise.all(
    [...tables, ...more].map((table) => db().selectFrom(table).selectAll().execute()),
  );
  const events = await db()
    .selectFrom("events")
    .select("seq")
    .where("action", "not in", ["access.refused", "access.flood"])
    .execute();
  return { rows, events: events.length };
}

const names = (body: string): string[] =>
  [OURS, THEIRS, "Shared Person"].filter((word) => body.includes(word));

type Case = { name: string; needs: Needs; ask: (with_: { half: Half; lies: boolean }) => Promise<Got> };
const CASES: Case[] = [
  ...Object.entries(PAGES).map(
    ([name, it]): Case => ({
      name,
      needs: it.needs,
      ask: () => askPage(name, it.params?.(half) ?? {}),
    }),
  ),
  ...Object.entries(ROUTES).map(
    ([name, it]): Case => ({
      name,
      needs: it.needs,
      ask: (given) => {
        const asked = it.asks?.(given.half);
        const body = asked ? JSON.stringify(given.lies ? lying(asked) : asked) : it.body;
        return askRoute(name, it.params?.(half) ?? {}, it.query?.(half) ?? "", body);
      },
    }),
  ),
  ...Object.entries(ACTIONS).map(
    ([name, it]): Case => ({
      name,
      needs: it.needs,
      ask: (given) => {
        const input = it.input(given.half, given.lies ? adminId() : "none");
        return askAction(name, given.lies && !it.isForm ? lying(input) : input, it.isForm === true);
      },
    }),
  ),
];

describe("every page, route and server action", () => {
  useTestStore({
    ROLLCALL_URL: ORIGIN,
    GITBOOK_API_URL: "http://127.0.0.1:9",
    PAPERSPACE_API_URL: "http://127.0.0.1:9",
  });
  beforeAll(async () => {
    Object.assign(actors, await everyActor(request));
    await insertWorld(adminId());
  });

  it("has a case, and every case is of something that is there", async () => {
    expect(Object.keys(PAGES).sort()).toEqual((await findPages()).sort());
    const routes = new Set(Object.keys(ROUTES).map((name) => name.split(" ", 2).join(" ")));
    expect([...routes].sort()).toEqual((await findRoutes()).sort());
    const actions = new Set(Object.keys(ACTIONS).map((name) => name.split(" ")[0]));
    expect([...actions].sort()).toEqual((await findActions()).sort());
  });

  it("needs a permission of the table, or none on purpose", () => {
    const known = [...Object.keys(PERMISSIONS), "public", "session", "token"];
    expect(CASES.filter((it) => !known.includes(it.needs))).toEqual([]);
    const open = CASES.filter((it) => it.needs === "public").map((it) => it.name);
    // What strangers may ask for: a page that is added here is a door that is opened.
    expect(
      open.filter(
        (name) =>
          !/\(auth\)|^lib\/access\/(auth|oidc)\/|api\/(auth|calendar|health|ready|metrics|notices\/stop|v1\/(openapi|roster\.schema|\[\.\.\.rest))/.test(
            name,
          ),
      ),
    ).toEqual([]);
  });

  for (const actor of ACTORS) {
    it(`tells ${actor} no more, and does no more for them, than their role allows`, async () => {
      const before = await everything();
      for (const { name, needs, ask } of CASES) {
        const gate = expected(actor, needs);
        if (gate === undefined) continue;
        for (const lies of [false, true]) {
          act(actor);
          const got = await ask({ half, lies });
          // Where the kind of a change decides, its schema may turn the lies away before the kind is looked at.
          const asExpected =
            lies && got.gate === "INVALID" && /api\/plans|#applyAction/.test(name) ? "INVALID" : gate;
          expect([name, got.gate, names(got.body)]).toEqual([name, asExpected, []]);
        }
      }
      expect(await everything()).toEqual(before);
    });
  }

  for (const actor of ["viewer", "operator", "admin"] as const) {
    it(`lets ${actor} in where their role allows it`, async () => {
      for (const { name, needs, ask } of CASES) {
        if (needs === "public" || expected(actor, needs) !== undefined) continue;
        act(actor);
        const got = await ask({ half: /^app|^GET/.test(name) ? half : NONE, lies: false });
        expect([name, got.gate === "INVALID" ? undefined : got.gate]).toEqual([name, undefined]);
      }
    });
  }

  it("tells strangers nobody's name at the doors that are open to them", async () => {
    for (const { name, ask } of CASES.filter((it) => it.needs === "public")) {
      act("stranger");
      expect([name, names((await ask({ half, lies: true })).body)]).toEqual([name, []]);
    }
  });

  it("would be caught without its gate", async () => {
    act("stranger");
    const { listTeams } = await import("#lib/directory/teams/data.ts");
    const { teamFilterSchema } = await import("#lib/directory/teams/schema.ts");
    const viewer = { userId: "", name: "", email: "", role: "viewer", sessionId: "", scope: "all" } as const;
    const open = async () => Response.json(await listTeams(teamFilterSchema.parse({}), viewer));
    const got = await askHandler(open, "GET", {}, "");
    expect([got.gate, names(got.body)]).toEqual([undefined, [OURS, THEIRS]]);
  });
});
