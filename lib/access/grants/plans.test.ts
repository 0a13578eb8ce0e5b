import { type CompiledQuery, sql } from "kysely";
import { beforeAll, expect, it } from "vitest";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { insertTestConnection, insertTestTeam, testMember } from "#lib/store/db/rows.testing.ts";
import { seeingAs } from "./scope.ts";

const TEAMS = 40;

describeEachStore("what somebody limited to two teams reads", (dialect) => {
  const viewer = {
    userId: "limited",
    scope: { connections: [], partial: ["connection"], organizations: [], teams: ["team-1", "team-2"] },
  };

  beforeAll(async () => {
    await insertTestConnection("connection");
    for (let index = 0; index < TEAMS; index++) {
      const team = { id: `team-${index}`, connectionId: "connection" };
      await insertTestTeam(team.id, team.connectionId);
      await db()
        .insertInto("members")
        .values(Array.from({ length: 20 }, (_, who) => testMember(team, `u${who}`)))
        .execute();
    }
  });

  async function planOf(query: () => { compile(): CompiledQuery }): Promise<string> {
    const { sql: text, parameters, ...rest } = seeingAs(viewer, () => query().compile());
    const explained = { ...rest, sql: `explain query plan ${text}`, parameters };
    const { rows } = await db().executeQuery<{ detail: string }>(explained);
    return rows.map((row) => row.detail).join("\n");
  }

  const live = () => db().selectFrom("members").where("removed_at", "is", null);

  it("are their members, and nobody else's", async () => {
    const rows = await seeingAs(viewer, () => live().select("team_id").execute());
    expect(
      Map.groupBy(rows, (row) => row.team_id)
        .keys()
        .toArray()
        .sort(),
    ).toEqual(["team-1", "team-2"]);
    expect(rows).toHaveLength(40);
  });

  it("are the teams themselves, also where they are many", async () => {
    const teams = Array.from({ length: TEAMS - 1 }, (_, index) => `team-${index}`);
    const many = { ...viewer, scope: { ...viewer.scope, teams } };
    const query = () => db().selectFrom("teams").select("id");
    expect(seeingAs(many, () => query().compile()).parameters).toHaveLength(1);
    const rows = await seeingAs(many, () => query().execute());
    expect(rows.map((row) => row.id).sort()).toEqual(teams.toSorted());
  });

  if (dialect !== "sqlite") return;
  it.each([
    ["how many people there are", () => live().select(sql`count(distinct person_id)`.as("n"))],
    ["members by connection", () => live().select(["connection_id"]).groupBy("connection_id")],
    ["people in order", () => db().selectFrom("people").select("people.id").orderBy("people.sort_key")],
  ])("goes through the members of these teams alone: %s", async (_what, query) => {
    const plan = await planOf(query);
    expect(plan).toMatch(/SEARCH members USING .*\(team_id=\?/);
    expect(plan).not.toMatch(/SCAN members/);
  });

  it("looks up few people by who they are, not in each of the teams", async () => {
    const plan = await planOf(() =>
      db().selectFrom("people").selectAll().where("people.id", "in", ["a", "b"]),
    );
    expect(plan).toMatch(/SEARCH members USING .*\(person_id=\?\)/);
  });
});
