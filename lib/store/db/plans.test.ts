import { type CompiledQuery, sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import { countsQuery } from "#lib/directory/teams/data.ts";
import { type DialectName, db, transact } from "./connection.ts";
import { describeEachStore, useTestStore } from "./db.testing.ts";
import { insertTestConnection, insertTestTeam, testMember } from "./rows.testing.ts";
import { containsWords, nullsSmallest } from "./search.ts";

/** How the database would run a query, as text. Few rows tempt Postgres to sort them: it may not where there is an index. */
async function planOf(query: { compile(): CompiledQuery }, dialect: DialectName): Promise<string> {
  const { sql: text, parameters } = query.compile();
  return transact(async (tx) => {
    if (dialect === "postgres")
      for (const way of ["seqscan", "bitmapscan", "sort"])
        await sql`set local ${sql.raw(`enable_${way}`)} = off`.execute(tx);
    const explain = dialect === "postgres" ? "explain" : "explain query plan";
    const { rows } = await tx.executeQuery<Record<string, unknown>>({
      ...query.compile(),
      sql: `${explain} ${text}`,
      parameters,
    });
    return rows.map((row) => Object.values(row).join(" ")).join("\n");
  });
}

describeEachStore("listing members", (dialect) => {
  const team = { id: "team", connectionId: "connection" };

  beforeAll(async () => {
    await insertTestConnection(team.connectionId);
    await insertTestTeam(team.id, team.connectionId);
    const rows = Array.from({ length: 400 }, (_, index) => testMember(team, `u${index}`));
    await db().insertInto("members").values(rows).execute();
    await sql`analyze`.execute(db());
  });

  const page = () =>
    db()
      .selectFrom("members")
      .select("id")
      .where("team_id", "=", team.id)
      .where("removed_at", "is", null)
      .limit(100)
      .offset(200);

  const byName = (query: ReturnType<typeof page>) => query.orderBy("sort_key").orderBy("id");
  const nullable = ["email_key", "joined_at", "last_active_at"] as const;

  it("walks along an index in every order: nothing is sorted, at whatever offset", async () => {
    const queries = [
      byName(page()),
      page().orderBy("sort_key", "desc").orderBy("id", "desc"),
      byName(page().where("role_rank", "=", 2)),
      byName(page().where("status", "=", "active")),
      ...nullable.map((column) =>
        byName(page().where(column, "is not", null).orderBy(column, nullsSmallest("asc"))),
      ),
      ...nullable.map((column) => byName(page().where(column, "is", null))),
    ];
    for (const query of queries) {
      const plan = await planOf(query, dialect);
      expect(plan).toMatch(/using .*index|index .*scan/i);
      expect(plan).not.toMatch(/Sort {2}\(|TEMP B-TREE/);
    }
  });

  it("sorts no more than equals by name where the values run backwards", async () => {
    for (const column of nullable) {
      const backwards = page().where(column, "is not", null).orderBy(column, nullsSmallest("desc"));
      const plan = await planOf(byName(backwards), dialect);
      expect(plan).toMatch(/Incremental Sort|LAST 2 TERMS/);
    }
  });

  if (dialect !== "sqlite") return;
  it("counts the people of connections in an index, without reading their rows", async () => {
    const count = db()
      .selectFrom("members")
      .select(["connection_id", sql<number>`count(distinct user_id)`.as("n")])
      .where("removed_at", "is", null)
      .groupBy("connection_id");
    expect(await planOf(count, dialect)).toMatch(/^.*SCAN members USING COVERING INDEX \S+$/);
  });

  it("has what is searched in the index that names are sorted by", async () => {
    const search = page().where(containsWords("search_key", "nobody")).orderBy("sort_key").orderBy("id");
    const index = "members_team_id_sort_key_id_idx";
    expect(await planOf(search, dialect)).toContain(`USING INDEX ${index}`);
    const { rows } = await sql<{ name: string }>`pragma index_info(${sql.ref(index)})`.execute(db());
    expect(rows.map((row) => row.name)).toEqual(["team_id", "sort_key", "id", "search_key"]);
  });
});

// Without "analyze", which a store in use never ran.
describe("counting members", () => {
  useTestStore();
  it("of a team goes through an index of live ones", async () => {
    const compiled = countsQuery("members", ["team"]).compile(db());
    const plan = await planOf({ compile: () => compiled }, "sqlite");
    expect(plan).toMatch(/counted USING (COVERING )?INDEX/);
    expect(plan).not.toContain("user_id");
  });
});
