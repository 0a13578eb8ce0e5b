import { sql } from "kysely";
import { expect, it } from "vitest";
import { closeStore, db, dialect } from "./connection.ts";
import { migrate } from "./migrate.ts";
import { MIGRATIONS, type MigrationStep } from "./migrations/all.ts";
import { startStore, stopStore } from "./start.ts";
import { describeEachStore } from "./testing.ts";

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
