import { beforeAll, describe, expect, it, vi } from "vitest";
import { ACTIONS } from "#lib/access/action/action-cases.testing.ts";
import { askAction, asking, askPage, askRoute } from "#lib/access/action/ask.testing.ts";
import { PAGES, ROUTES } from "#lib/access/action/cases.testing.ts";
import { type Actor, actAs, everyActor, ORIGIN } from "#lib/access/action/request.testing.ts";
import { nowIso } from "#lib/core/ids.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { type Half, halfOf, insertWorld, OURS, THEIRS } from "./world.testing.ts";

const request = vi.hoisted(() => ({ headers: new Headers(), cookies: new Map<string, string>() }));
vi.mock("next/headers", async () =>
  (await import("#lib/access/action/headers.testing.ts")).mockHeaders(request),
);
vi.mock("next/cache", async () => (await import("#lib/access/action/headers.testing.ts")).mockCache());

const actors = {} as Record<"viewer" | "operator" | "admin", Actor>;
const [ours, theirs] = [halfOf(OURS), halfOf(THEIRS)];

async function limit(subject: string, granted: [connectionId: string, teamId: string][]): Promise<void> {
  await db().deleteFrom("grants").where("subject", "=", subject).execute();
  await db()
    .insertInto("limits")
    .values({ subject, created_by: "test", created_at: nowIso() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  if (granted.length === 0) return;
  const rows = granted.map(([connection_id, team_id]) => ({ subject, connection_id, team_id }));
  await db().insertInto("grants").values(rows).execute();
}

const act = (actor: Actor): void => {
  actAs(request, actor);
  Object.assign(asking, { headers: request.headers, adminId: actors.admin.userId });
};

/** Everything that can be read, by everything that reads, asked about this half. */
async function readAll(
  actor: Actor,
  half: Half,
): Promise<{ name: string; body: string; gate?: string | undefined }[]> {
  const said: { name: string; body: string; gate?: string | undefined }[] = [];
  const note = async (name: string, ask: () => ReturnType<typeof askPage>) => {
    act(actor);
    said.push({ name, ...(await ask()) });
  };
  for (const [name, it] of Object.entries(PAGES))
    if (it.needs !== "public") await note(name, () => askPage(name, it.params?.(half) ?? {}));
  for (const [name, it] of Object.entries(ROUTES)) {
    if (it.needs === "public" || it.body !== undefined) continue;
    const asked = it.asks && JSON.stringify(it.asks(half));
    await note(name, () => askRoute(name, it.params?.(half) ?? {}, it.query?.(half) ?? "", asked));
    if (asked !== undefined) continue;
    // The same asked for by filter, where a route has one.
    const filter = `team=${half.teamId}&in=${half.teamId}&connectionId=${half.connectionId}&q=xq&sort=role`;
    if (/export|receipt|evidence/.test(name))
      for (const format of ["csv", "json", "jsonl", "chain"])
        await note(`${name} as ${format}`, () => askRoute(name, it.params?.(half) ?? {}, `format=${format}`));
    await note(`${name} filtered`, () => askRoute(name, it.params?.(half) ?? {}, filter));
  }
  return said;
}

/** Which answers hold one of these words. */
const holding = (said: { name: string; body: string }[], words: string[]): string[] =>
  said.flatMap(({ name, body }) =>
    words
      .filter((word) => body.includes(word))
      .map((word) => {
        const at = body.indexOf(word);
        return `${name}: ${body.slice(Math.max(0, at - 60), at + 60)}`;
      }),
  );
/** Ids of theirs that were asked for may come back; what they stand for may not. */
const THEIR_WORDS = [
  ...[
    "label",
    "organization",
    "team",
    "other",
    "ada",
    "bob",
    "guest",
    "cyd",
    "alias",
    "refused",
    "said",
    "did",
    "maker",
    "review",
    "reason",
  ].map((word) => `${THEIRS} ${word}`),
  ...["ada", "bob", "guest", "cyd", "new", "shared"].map((word) => `${THEIRS}-${word}`),
  `${THEIRS}_KEY`,
  `${THEIRS}_*`,
  `${THEIRS}-target`,
  `${THEIRS}-space`,
];

describeEachStore(
  "somebody who is limited",
  () => {
    beforeAll(async () => {
      Object.assign(actors, await everyActor(request));
      await insertWorld(actors.admin.userId ?? "");
    });

    it("would read of theirs without the limit", async () => {
      const said = await readAll(actors.operator, theirs);
      const found = new Set(holding(said, THEIR_WORDS).map((line) => line.split(":")[0]));
      expect(found.size).toBeGreaterThan(40);
    });

    describe.each(["viewer", "operator", "admin"] as const)("as %s to one connection", (role) => {
      beforeAll(() => limit(`user:${actors[role].userId}`, [[ours.connectionId, ""]]));

      it("finds nothing of another one, whatever is asked about", async () => {
        for (const half of [ours, theirs])
          expect(holding(await readAll(actors[role], half), THEIR_WORDS)).toEqual([]);
      });

      it("sees all of their own", async () => {
        const said = await readAll(actors[role], ours);
        // The token's owner is nobody of a team: who is limited sees people by their teams.
        expect(holding(said, [`${OURS} maker`, `${OURS}-maker`])).toEqual([]);
        const own = new Set(holding(said, [OURS]).map((line) => line.split(":")[0]));
        expect(own.size).toBeGreaterThan(role === "viewer" ? 25 : 40);
        const people = said.find(({ name }) => name === "GET app/api/people/route.ts")?.body ?? "{}";
        // Ada, the guest, Bob, Cyd, the namesake and whom both halves have: under the name that ours has.
        expect(JSON.parse(people)).toMatchObject({ total: 6 });
        expect(people).toContain("Shared Person");
        // Names that theirs has too are told apart by nothing: they are shared with nobody whom one sees.
        expect(people).not.toContain("Common Name (");
        expect(said.map(({ body }) => body).join("\n")).not.toContain("COMMON_KEY (");
      });
    });

    it("to a team sees nothing of the connection's other teams, nor who is in its organization", async () => {
      await limit(`user:${actors.operator.userId}`, [[ours.connectionId, ours.teamId]]);
      const said = await readAll(actors.operator, ours);
      const others = [
        `${OURS} other`,
        `${OURS} guest`,
        `${OURS} created`,
        `${OURS} maker`,
        `${OURS}-maker`,
        `${OURS}-cyd`,
        "Common Name",
        "COMMON_KEY",
      ];
      expect(holding(said, [...others, ...THEIR_WORDS])).toEqual([]);
      expect(holding(said, [`${OURS} bob`]).length).toBeGreaterThan(5);
    });

    it("to nothing, or to what is gone by now, sees nothing at all", async () => {
      await limit(`user:${actors.operator.userId}`, []);
      const nothing = await readAll(actors.operator, ours);
      expect(holding(nothing, [`${OURS} `, ...THEIR_WORDS])).toEqual([]);
    });

    it("by their role as well as for themselves has what both leave", async () => {
      await limit(`user:${actors.operator.userId}`, [
        [ours.connectionId, ""],
        [theirs.connectionId, ""],
      ]);
      await limit("role:operator", [[ours.connectionId, ours.teamId]]);
      const said = await readAll(actors.operator, theirs);
      expect(holding(said, THEIR_WORDS)).toEqual([]);
      expect(holding(await readAll(actors.operator, ours), [`${OURS} other`])).toEqual([]);
      await db().deleteFrom("limits").where("subject", "=", "role:operator").execute();
      await db().deleteFrom("grants").where("subject", "=", "role:operator").execute();
    });

    it("changes nothing of theirs: it is not there", async () => {
      await limit(`user:${actors.operator.userId}`, [[ours.connectionId, ""]]);
      const changes = async () => (await db().selectFrom("changes").select("id").execute()).length;
      const before = await changes();
      for (const [name, it] of Object.entries(ACTIONS)) {
        if (!name.includes("#applyAction")) continue;
        act(actors.operator);
        expect([name, (await askAction(name, it.input(theirs, ""), false)).body]).toEqual([
          name,
          expect.stringContaining("NOT_FOUND"),
        ]);
      }
      expect(await changes()).toBe(before);
    });
  },
  { ROLLCALL_URL: ORIGIN, GITBOOK_API_URL: "http://127.0.0.1:9", PAPERSPACE_API_URL: "http://127.0.0.1:9" },
);
