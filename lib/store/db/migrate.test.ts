import { sql } from "kysely";
import { expect, it } from "vitest";
import { startStore, stopStore } from "#lib/jobs/start-store.ts";
import { closeStore, db, dialect } from "./connection.ts";
import { describeEachStore } from "./db.testing.ts";
import { migrate } from "./migrate.ts";
import { MIGRATIONS, type MigrationStep } from "./migrations/all.ts";

const tableNames = async () => (await db().introspection.getTables()).map((table) => table.name);

const makeTable =
  (name: string): MigrationStep =>
  async (tx) => {
    await tx.schema.createTable(name).addColumn("id", "text").execute();
  };

describeEachStore("migrations", () => {
  it("leave a store as it is the second time", async () => {
    const before = await tableNames();
    await stopStore();
    await startStore();
    expect(await tableNames()).toEqual(before);
    expect(before).toEqual(
      expect.arrayContaining(["meta", "users", "members", "changes", "events", "audit_head"]),
    );
  });

  it("tell users apart who had one name: the first keeps it, others get their address behind it", async () => {
    await db().schema.dropIndex("users_name_key_key").execute();
    for (const [table, column] of [
      ["users", "name_key"],
      ["changes", "effects"],
    ] as const)
      await db().schema.alterTable(table).dropColumn(column).execute();
    const people = [
      ["1", "Robin Halden", "a@x.example"],
      ["2", "robin  halden", "b@x.example"],
      ["3", "Ｒobin Halden", "c@x.example"],
      ["4", "", "d@x.example"],
      ["5", "Noor", "e@x.example"],
    ];
    for (const [id, name, email] of people)
      await sql`insert into users (id, name, email, email_key, role, created_at, updated_at)
        values (${id}, ${name}, ${email}, ${email}, 'viewer', ${`2026-01-0${id}`}, '')`.execute(db());
    await MIGRATIONS["0033-effects"]?.(db() as never, dialect());
    const now = await db().selectFrom("users").select(["name", "name_key"]).orderBy("id").execute();
    expect(now.map(({ name }) => name)).toEqual([
      "Robin Halden",
      "robin  halden (b@x.example)",
      "Ｒobin Halden (c@x.example)",
      "",
      "Noor",
    ]);
    expect(new Set(now.map((user) => user.name_key)).size).toBe(5);
    await db().deleteFrom("users").execute();
  });

  it("keep what a change locks and its roles, which stood in its JSON alone", async () => {
    await db().schema.dropIndex("changes_lock_state_idx").execute();
    for (const column of ["lock", "role", "role_before"])
      await db().schema.alterTable("changes").dropColumn(column).execute();
    await sql`insert into batches (id, user_id, name, idempotency_key, payload_digest, size, state, created_at)
      values ('b', 'u', '', 'k', 'd', 4, 'finished', '')`.execute(db());
    const journaled = [
      ["1", '{"role":"member"}', '{"role":"admin","lock":"managers:t"}'],
      ["2", '{"title":"\\u0000 \\ud800"}', '{"title":"\\u0000"}'],
      ["3", '{"role":"owner"}', null],
      ["4", "{}", '{"orgRole":"admin","lock":"org-admins:c"}'],
    ] as const;
    for (const [id, input, before] of journaled)
      await sql`insert into changes (id, batch_id, seq, kind, connection_id, target, user_id, input, description,
        before, acknowledged, state, created_at) values (${id}, 'b', ${Number(id)}, 'member.setRole', 'c', 't', 'u',
        ${input}, '{}', ${before}, '[]', 'done', '')`.execute(db());
    await MIGRATIONS["0038-locks"]?.(db() as never, dialect());
    const rows = await db()
      .selectFrom("changes")
      .select(["id", "lock", "role", "role_before", "before"])
      .orderBy("id")
      .execute();
    expect(rows).toEqual([
      { id: "1", lock: "managers:t", role: "member", role_before: "admin", before: journaled[0][2] },
      { id: "2", lock: null, role: null, role_before: null, before: journaled[1][2] },
      { id: "3", lock: null, role: "owner", role_before: null, before: null },
      { id: "4", lock: "org-admins:c", role: null, role_before: null, before: journaled[3][2] },
    ]);
    await db().deleteFrom("batches").execute();
  });

  it("leave nothing behind when one fails half-way", async () => {
    const steps = {
      ...MIGRATIONS,
      "9000-good": makeTable("good"),
      "9001-bad": async (...args: Parameters<MigrationStep>) => {
        await makeTable("half")(...args);
        throw new Error("pulled the plug");
      },
    };
    await expect(migrate(db(), dialect(), steps)).rejects.toThrow("pulled the plug");
    expect(await tableNames()).not.toContain("good");
    expect(await tableNames()).not.toContain("half");
    await migrate(db(), dialect());
  });

  it("run once when two start together", async () => {
    const steps = { ...MIGRATIONS, "9002-once": makeTable("once") };
    await Promise.all([migrate(db(), dialect(), steps), migrate(db(), dialect(), steps)]);
    expect(await tableNames()).toContain("once");
  });

  it("refuse a store that is newer than the code, in one line, and touch nothing", async () => {
    await stopStore();
    await expect(startStore()).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      message:
        'The store was written by a newer Rollcall (it has "9002-once"): start that version, or restore a backup.',
    });
    await closeStore();
    expect(await tableNames()).toContain("once");
    await sql`delete from kysely_migration where name = '9002-once'`.execute(db());
    await expect(startStore()).resolves.toBeUndefined();
  });
});
