import { beforeAll, expect, it } from "vitest";
import { type Bench, endOf, syncAll, withVendors } from "#lib/changes/changes.testing.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { ask, makeToken, somebody } from "./api.testing.ts";

const CHANGES = ["member.read", "member.setRole", "member.add", "member.remove", "org.invite"] as const;
const mail = (name: string) => `${name}@halden.example`;
const NAMES = ["olga", "ada", "max", "noor", "kim"];

type Roster = { teams: { connection: string; team: string; members: { email: string; role?: string }[] }[] };
type Said = {
  id: string;
  digest: string;
  isStale: boolean;
  counts: { apply: number };
  findings: { where: string; text: string; tone: string }[];
  brakes: { code: string }[];
  code: string;
  fields?: Record<string, string[]>;
  batchId: string;
  status: string;
};

describeEachStore("a roster over the API", () => {
  const vendors = withVendors();
  let owner: Viewer;
  let gitbook: Bench;
  const tokens = { all: "", plan: "", export: "", limited: "" };

  beforeAll(async () => {
    gitbook = await vendors.open("gitbook", {
      members: 0,
      orgMembers: NAMES.length,
      enterprise: true,
      overrides: {
        organizationTitles: ["Halden"],
        people: NAMES.map((name) => ({
          ...{ email: mail(name), role: "member" as const },
          orgRole: name === "olga" ? ("admin" as const) : ("read" as const),
        })),
        teams: [
          {
            title: "Handbook",
            members: ["max", "noor", "kim"].map(mail),
            owners: [mail("olga"), mail("ada")],
          },
          { title: "Perception", members: [mail("max")], owners: [mail("ada")] },
        ],
      },
    });
    owner = await somebody("ros ter", "operator");
    const make = async (name: string, more: object) =>
      (await makeToken(owner, { name, scopes: [], ...more })).token;
    const [, second] = gitbook.tenant.teams;
    tokens.all = await make("Apply", { scopes: [...CHANGES, "activity.read"] });
    tokens.plan = await make("Plan", { scopes: [...CHANGES], kind: "agent" });
    tokens.export = await make("Export", { scopes: ["member.export"] });
    tokens.limited = await make("Some", {
      scopes: ["member.export", ...CHANGES],
      limit: [{ connectionId: gitbook.connectionId, teamIds: [await gitbook.teamId(second?.id)] }],
    });
  });

  const exported = async (token = tokens.export): Promise<Roster & { $schema: string }> =>
    (await ask("/roster", { token })).body as Roster & { $schema: string };
  const planned = async (roster: object, token = tokens.all) => {
    const { status, body } = await ask("/plans", { token, body: { roster } });
    return { status, said: body as Said };
  };
  const apply = async ({ id, digest }: Said, { token = tokens.all, key = id } = {}) => {
    const send = { planId: id, digest, acknowledged: [], leaveOut: true };
    const { status, body } = await ask("/batches", {
      token,
      body: send,
      headers: { "idempotency-key": key },
    });
    return { status, said: body as Said };
  };
  const edited = async (edit: (members: Roster["teams"][0]["members"]) => Roster["teams"][0]["members"]) => {
    const { teams } = await exported();
    return {
      teams: teams.map((one) => (one.team === "Handbook" ? { ...one, members: edit(one.members) } : one)),
    };
  };

  it("is exported the same again, noted, and planned to nothing as it is", async () => {
    const first = await ask("/roster", { token: tokens.export });
    expect((await ask("/roster", { token: tokens.export })).text).toBe(first.text);
    const noted = await db()
      .selectFrom("events")
      .select("action")
      .where("action", "=", "roster.export")
      .execute();
    expect(noted.length).toBeGreaterThan(1);
    const { status, said } = await planned(await exported());
    expect([status, said.counts.apply, said.findings, said.brakes]).toEqual([201, 0, [], []]);
    expect(await apply(said)).toEqual({ status: 200, said: { status: "nothing" } });
    expect((await ask("/roster", { token: tokens.all })).status).toBe(403);
    expect((await planned(first.body as object, tokens.export)).status).toBe(403);
  });

  it("planned by an agent's token is applied by the other as it was reviewed, and stale after that", async () => {
    const promote = await edited((all) =>
      all.map((one) => (one.email === mail("max") ? { ...one, role: "owner" } : one)),
    );
    const leave = await edited((all) => all.filter(({ email }) => email !== mail("kim")));
    const [first, second] = [await planned(promote, tokens.plan), await planned(leave, tokens.plan)];
    expect([first.said.brakes, second.said.brakes]).toEqual([[], []]);
    const done = await apply(first.said);
    expect([done.status, done.said.status]).toEqual([202, "accepted"]);
    await endOf(owner, done.said.batchId);
    // The same pipeline again, and another one with a key of its own: the same batch.
    expect((await apply(first.said)).said.batchId).toBe(done.said.batchId);
    expect((await apply(first.said, { key: "other" })).said.batchId).toBe(done.said.batchId);
    await syncAll(gitbook.connectionId);
    const stale = await apply(second.said);
    expect([stale.status, stale.said.code]).toEqual([409, "PLAN_CHANGED"]);
    const now = (await ask("/plans/{id}", { token: tokens.all, id: second.said.id })).body as Said;
    expect([now.isStale, now.counts.apply]).toEqual([true, 2]);
    // A digest of another plan, of whatever connection, applies nothing.
    const other = await planned({ teams: [] });
    expect((await apply({ ...second.said, digest: other.said.digest })).status).toBe(409);
    expect((await planned(promote)).said.counts.apply).toBe(0);
  });

  it("is stopped by a brake, by whatever is left out and whoever asks", async () => {
    const purge = await edited((all) =>
      all.filter(({ email }) => ![mail("noor"), mail("kim")].includes(email)),
    );
    for (const token of [tokens.all, tokens.plan]) {
      const { said } = await planned(purge, token);
      expect(said.brakes.map(({ code }) => code)).toEqual(["many-removals"]);
      const refused = await apply(said, { token });
      expect([refused.status, refused.said.code, refused.said.brakes]).toEqual([422, "BRAKE", said.brakes]);
    }
    const { said } = await planned({ ...purge, allow: ["many-removals"] });
    expect(said.brakes).toEqual([]);
  });

  it("names what is wrong, and what a limit does not leave", async () => {
    const { teams } = await exported();
    const { status, said } = await planned({ teams: teams.map((one) => ({ ...one, teem: "x" })) });
    expect([status, said.code]).toEqual([400, "INVALID_INPUT"]);
    expect(JSON.stringify(said.fields)).toContain("teem");
    const limited = await planned({ teams }, tokens.limited);
    expect(limited.said.findings).toMatchObject([{ where: "teams[0]", tone: "bad" }]);
    expect((await exported(tokens.limited)).teams.map(({ team }) => team)).toEqual(["Perception"]);
  });

  it("of 50,000 people is planned in bounded time", async () => {
    const [team] = (await exported()).teams;
    const many = Array.from({ length: 49_990 }, (_, n) => ({ email: `p${n}@halden.example` }));
    const startedAt = performance.now();
    const { status, said } = await planned({
      teams: [{ ...team, members: [...(team?.members ?? []), ...many] }],
    });
    expect([status, said.code]).toEqual([400, "INVALID_INPUT"]);
    expect(performance.now() - startedAt).toBeLessThan(60_000);
  });
});
