import { type CompiledQuery, sql } from "kysely";
import { beforeAll, expect, it } from "vitest";
import { type DialectName, db, transact } from "./connection.ts";
import { containsWords, nullsSmallest } from "./search.ts";
import { describeEachStore } from "./testing.ts";
import { insertTestConnection, insertTestTeam, testMember } from "./testing-rows.ts";

/** How the database would run a query, as text, where it may not read a whole table. */
async function planOf(query: { compile(): CompiledQuery }, dialect: DialectName): Promise<string> {
  const { sql: text, parameters } = query.compile();
  return transact(async (tx) => {
    if (dialect === "postgres") await sql`set local enable_seqscan = off`.execute(tx);
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

  it.each(["asc", "desc"] as const)("walks along an index in every order, %s", async (direction) => {
    const nullable = (["email", "joined_at", "last_active_at"] as const).map((column) =>
      page().orderBy(column, nullsSmallest(direction)).orderBy("id", direction),
    );
    const others = (["role_rank", "status"] as const).map((column) =>
      page().orderBy(column, direction).orderBy("sort_key", direction).orderBy("id", direction),
    );
    const byName = page().orderBy("sort_key", direction).orderBy("id", direction);
    for (const query of [byName, ...nullable, ...others]) {
      const plan = await planOf(query, dialect);
      expect(plan).toMatch(/using .*index|index .*scan/i);
      expect(plan).not.toMatch(/Sort {2}\(|TEMP B-TREE/);
    }
  });

  it.runIf(dialect === "sqlite")("has what is searched in the index that names are sorted by", async () => {
    const search = page().where(containsWords("search_key", "nobody")).orderBy("sort_key").orderBy("id");
    const index = "members_team_id_sort_key_id_idx";
    expect(await planOf(search, dialect)).toContain(`USING INDEX ${index}`);
    const { rows } = await sql<{ name: string }>`pragma index_info(${sql.ref(index)})`.execute(db());
    expect(rows.map((row) => row.name)).toEqual(["team_id", "sort_key", "id", "search_key"]);
  });
});
