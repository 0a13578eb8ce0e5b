import { sql } from "kysely";
import { beforeAll, expect, it } from "vitest";
import { newId, nowIso } from "#lib/core/ids.ts";
import { db, dialect, transact } from "./connection.ts";
import { describeEachStore } from "./db.testing.ts";
import { isForeignKeyViolation, isUniqueViolation } from "./errors.ts";
import { insertTestConnection, insertTestTeam, testMember } from "./rows.testing.ts";
import { containsWords, nullsSmallest } from "./search.ts";
import { textKey } from "./text-key.ts";

const NAMES = [
  "Ärzte",
  "zoë",
  "Zebra",
  "aaron",
  "Åsa",
  "10",
  "9",
  "ß",
  "Éva",
  "eva",
  "李雷",
  "😀",
  "ﬀ",
  "_x",
  "%y",
  "-a",
];

describeEachStore("the store", (which) => {
  const team = { id: "team", connectionId: "connection" };
  const insertMembers = (...ids: string[]) =>
    db()
      .insertInto("members")
      .values(ids.map((id) => testMember(team, id)))
      .execute();
  const found = async (q: string) =>
    (
      await db()
        .selectFrom("members")
        .select("user_id")
        .where(containsWords("search_key", q))
        .orderBy("user_id")
        .execute()
    ).map((row) => row.user_id);

  beforeAll(async () => {
    await insertTestConnection(team.connectionId);
    await insertTestTeam(team.id, team.connectionId);
    await db()
      .insertInto("members")
      .values(
        NAMES.map((name, index) =>
          testMember(team, `u${index}`, { name, joined_at: index % 3 ? nowIso() : null }),
        ),
      )
      .execute();
  });

  it("runs on the database it says", async () => {
    expect(dialect()).toBe(which);
    const { rows } = await sql<{
      version: string;
    }>`${sql.raw(which === "sqlite" ? "select sqlite_version() as version" : "select version() as version")}`.execute(
      db(),
    );
    expect(rows[0]?.version).toMatch(which === "sqlite" ? /^3\./ : /^PostgreSQL/);
  });

  it("counts and sums in numbers", async () => {
    const row = await db()
      .selectFrom("members")
      .select((on) => [on.fn.countAll().as("count"), on.fn.sum("role_rank").as("sum")])
      .executeTakeFirstOrThrow();
    expect(row).toStrictEqual({ count: NAMES.length, sum: NAMES.length * 2 });
  });

  it("sorts text by its bytes, the same on both databases", async () => {
    const rows = await db().selectFrom("members").select("sort_key").orderBy("sort_key").execute();
    const bytes = NAMES.map((name) => textKey(name)).sort((a, b) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b)),
    );
    expect(rows.map((row) => row.sort_key)).toEqual(bytes);
  });

  it("takes null for the smallest in both directions", async () => {
    const order = async (direction: "asc" | "desc") =>
      (
        await db()
          .selectFrom("members")
          .select("joined_at")
          .orderBy("joined_at", nullsSmallest(direction))
          .execute()
      ).map((row) => row.joined_at);
    expect((await order("asc"))[0]).toBeNull();
    expect((await order("desc")).at(-1)).toBeNull();
  });

  it("finds words anywhere, in any order, with wildcards taken literally", async () => {
    expect(await found("EVA example")).toEqual(["u8", "u9"]);
    expect(await found("example eva u9")).toEqual(["u9"]);
    expect(await found("_x")).toEqual(["u13"]);
    expect(await found("%")).toEqual(["u14"]);
    expect(await found("\\")).toEqual([]);
    expect(await found("' or 1=1 --")).toEqual([]);
    expect(await found("  ")).toHaveLength(NAMES.length);
  });

  it("undoes a transaction that fails, as a whole", async () => {
    const failing = transact(async (tx) => {
      await tx.insertInto("members").values(testMember(team, "ghost")).execute();
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await found("ghost")).toEqual([]);
  });

  it("refuses db() inside a transaction instead of waiting for itself for ever", async () => {
    await expect(transact(async () => db().selectFrom("meta").selectAll().execute())).rejects.toThrow(
      /inside transact/,
    );
    await expect(db().selectFrom("meta").select("key").execute()).resolves.not.toHaveLength(0);
  });

  it("knows a second row with the same key, and a row whose owner is gone", async () => {
    const twice = db()
      .insertInto("members")
      .values({ ...testMember(team, "u0"), id: newId() })
      .execute();
    expect(await twice.catch(isUniqueViolation)).toBe(true);
    const orphan = db()
      .insertInto("members")
      .values({ ...testMember(team, "x"), team_id: "nowhere" })
      .execute();
    expect(await orphan.catch(isForeignKeyViolation)).toBe(true);
  });

  it("lets one of many win when they take the same lease at once", async () => {
    await db().insertInto("leases").values({ name: "job", holder: "nobody", until: "" }).execute();
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        db()
          .updateTable("leases")
          .set({ holder: `p${index}`, until: "9" })
          .where("name", "=", "job")
          .where("until", "<", "5")
          .returning("holder")
          .execute(),
      ),
    );
    expect(claims.flat()).toHaveLength(1);
  });

  it("keeps what strangers write as it is", async () => {
    const name = "<img onerror> \u202e' \" \\ ; drop table members; -- 😀";
    await db()
      .insertInto("members")
      .values(testMember(team, "hostile", { name }))
      .execute();
    const row = await db()
      .selectFrom("members")
      .select("name")
      .where("user_id", "=", "hostile")
      .executeTakeFirst();
    expect(row).toStrictEqual({ name });
  });

  it("takes thousands of rows in one transaction", async () => {
    await transact(async (tx) => {
      for (let start = 0; start < 3_000; start += 500) {
        const rows = Array.from({ length: 500 }, (_, index) => testMember(team, `many-${start + index}`));
        await tx.insertInto("members").values(rows).execute();
      }
    });
    expect(await found("many-2999")).toEqual(["many-2999"]);
    await insertMembers("one-more");
  });

  it("forgets a connection's rows with it, and keeps journal and audit log", async () => {
    await insertTestConnection("gone");
    await insertTestTeam("gone-team", "gone");
    await db()
      .insertInto("members")
      .values(testMember({ id: "gone-team", connectionId: "gone" }, "someone"))
      .execute();
    await db()
      .insertInto("batches")
      .values({
        id: "batch",
        user_id: "user",
        name: "",
        idempotency_key: "key",
        payload_digest: "",
        size: 1,
        state: "finished",
        created_at: nowIso(),
        finished_at: null,
        undo_of: null,
        undo_of_batch: null,
        reviewed: 0,
      })
      .execute();
    await sql`insert into changes (id, batch_id, seq, kind, connection_id, target, user_id, input, description, acknowledged, state, created_at)
      values ('change', 'batch', 1, 'member.remove', 'gone', 'member:x', 'user', '{}', '{}', '[]', 'done', ${nowIso()})`.execute(
      db(),
    );
    await db().deleteFrom("connections").where("id", "=", "gone").execute();
    const left = await Promise.all([
      db().selectFrom("teams").select("id").where("connection_id", "=", "gone").execute(),
      db().selectFrom("members").select("id").where("connection_id", "=", "gone").execute(),
      db().selectFrom("changes").select("id").where("connection_id", "=", "gone").execute(),
    ]);
    expect(left.map((rows) => rows.length)).toEqual([0, 0, 1]);
  });
});
