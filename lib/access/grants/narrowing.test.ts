import { sql } from "kysely";
import { beforeAll, expect, it } from "vitest";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { insertTestConnection, insertTestTeam } from "#lib/store/db/rows.testing.ts";
import { seen } from "#lib/store/db/view.ts";
import { seeingAs } from "./scope.ts";

const limited = {
  scope: { connections: ["c1"], partial: [], teams: [], organizations: [] },
  userId: "u1",
};
const ask = async (statement: () => { execute: () => Promise<unknown> }) =>
  seeingAs(limited, async () => statement().execute());
const raw = (text: ReturnType<typeof sql>) => () => ({ execute: () => text.execute(db()) });

describeEachStore("the view of somebody who is limited", () => {
  beforeAll(async () => {
    for (const id of ["c1", "c2"]) {
      await insertTestConnection(id);
      await insertTestTeam(`${id}-team`, id);
    }
  });

  const refused: [string, () => { execute: () => Promise<unknown> }][] = [
    ["a name", raw(sql`select * from teams`)],
    ["a quoted name", raw(sql`select * from "teams" as t`)],
    ["a name with its schema", raw(sql`select * from main.teams`)],
    ["a second name", raw(sql`select * from users, teams where true`)],
    ["a joined name", raw(sql`select * from users left join teams on true`)],
    ["a name behind a comment", raw(sql`select * from /* of all */ teams`)],
    ["sql.table", raw(sql`select * from ${sql.table("teams")}`)],
    ["sql.id", raw(sql`select * from ${sql.id("teams")}`)],
    ["sql.raw", raw(sql`select * from ${sql.raw("teams")}`)],
    ["sql.table in a part", raw(sql`select 1 ${sql`from ${sql.table("teams")}`}`)],
    ["a part of its own", raw(sql`with teams as (select 1 as id) select * from users`)],
    ["a part that reads it", raw(sql`with x as (select * from teams) select * from x`)],
    [
      "sql.table as a source",
      () =>
        db()
          .selectFrom(sql.table<"teams">("teams").as("t") as never)
          .selectAll(),
    ],
    [
      "text as a source",
      () =>
        db()
          .selectFrom(sql`teams`.as("t") as never)
          .selectAll(),
    ],
    [
      "a CTE that is called so",
      () =>
        db()
          .with("teams", (from) => from.selectFrom("users").select("id"))
          .selectFrom("teams")
          .select("id"),
    ],
    [
      "a CTE that reads it by sql.table",
      () =>
        db()
          .with("x", (from) => from.selectFrom(sql.table<"teams">("teams").as("t") as never).selectAll())
          .selectFrom("x" as never)
          .selectAll(),
    ],
  ];
  it.each(refused)("refuses %s", async (_what, statement) => {
    await expect(ask(statement)).rejects.toThrow(/names teams past the limits/);
  });

  it("narrows what says how it is read, in plain SQL, joins and CTEs", async () => {
    const ids = async (statement: () => { execute: () => Promise<unknown> }) => {
      const found = (await ask(statement)) as { rows?: { id: string }[] } & { id: string }[];
      return (found.rows ?? found).map((row) => row.id);
    };
    const own = ["c1-team"];
    expect(
      await ids(() => ({ execute: () => sql`select teams.id from ${seen("teams")} as teams`.execute(db()) })),
    ).toEqual(own);
    expect(
      await ids(() =>
        db()
          .with("x", (from) => from.selectFrom("teams").select("id"))
          .selectFrom("x")
          .select("id"),
      ),
    ).toEqual(own);
    expect(
      await ids(() =>
        db()
          .selectFrom("connections")
          .innerJoin("teams", "teams.connection_id", "connections.id")
          .select("teams.id"),
      ),
    ).toEqual(own);
  });
});
