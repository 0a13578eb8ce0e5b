import { sql } from "kysely";
import { describe, expect, it, vi } from "vitest";
import { db, type Tx, transact } from "./connection.ts";
import { describeEachStore, useTestStore } from "./db.testing.ts";

describe("one of each in a process", () => {
  useTestStore();

  it("however often the bundler loads the modules", async () => {
    const load = async () => {
      vi.resetModules();
      return {
        connection: await import("./connection.ts"),
        keyRing: await import("#lib/store/crypto/key-ring.ts"),
        env: await import("#lib/core/env.ts"),
        ids: await import("#lib/core/ids.ts"),
      };
    };
    const [one, two] = [await load(), await load()];
    expect(one.connection.db).not.toBe(two.connection.db);
    expect(one.connection.db()).toBe(two.connection.db());
    expect(one.env.env()).toBe(two.env.env());
    expect(one.keyRing.derivedKey("session")).toBe(two.keyRing.derivedKey("session"));
    expect(one.ids.newId() < two.ids.newId()).toBe(true);
    const across = one.connection.transact(async () => two.connection.db());
    await expect(across).rejects.toThrow(/inside transact/);
  });
});

describe("the SQLite file", () => {
  useTestStore();

  it("is opened to keep what it acknowledged and to forget what was erased", async () => {
    const settings = {
      journal_mode: "wal",
      synchronous: 2,
      foreign_keys: 1,
      secure_delete: 1,
      busy_timeout: 10,
    };
    for (const [name, value] of Object.entries(settings)) {
      const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(db());
      expect(Object.values(rows[0] ?? {}), name).toEqual([value]);
    }
  });
});

describeEachStore("transact", (which) => {
  it("waits for the disk, unless what it writes can be read again", async () => {
    const setting = (tx: Tx) =>
      (which === "sqlite" ? sql`pragma synchronous` : sql`show synchronous_commit`).execute(tx);
    const [repeatable, own] = [await transact(setting, { isRepeatable: true }), await transact(setting)].map(
      ({ rows }) => Object.values(rows[0] ?? {})[0],
    );
    expect(repeatable).toBe(which === "sqlite" ? 1 : "off");
    // The tests' own Postgres waits for no disk at all.
    if (which === "sqlite") expect(own).toBe(2);
  });

  it("goes on after a deadlock: one of two waits, both are done", async () => {
    await db()
      .insertInto("meta")
      .values([
        { key: "a", value: "" },
        { key: "b", value: "" },
      ])
      .execute();
    let arrived = 0;
    let open = () => {};
    const bothHoldOne = new Promise<void>((resolve) => {
      open = resolve;
    });
    const add = (first: string, second: string) =>
      transact(async (tx) => {
        await tx.updateTable("meta").set({ value: sql`value || 'x'` }).where("key", "=", first).execute();
        arrived += 1;
        if (arrived >= 2 || which === "sqlite") open();
        await bothHoldOne;
        await tx.updateTable("meta").set({ value: sql`value || 'x'` }).where("key", "=", second).execute();
      });
    await Promise.all([add("a", "b"), add("b", "a")]);
    const rows = await db().selectFrom("meta").select("value").where("key", "in", ["a", "b"]).execute();
    expect(rows).toEqual([{ value: "xx" }, { value: "xx" }]);
    if (which === "sqlite") expect(arrived).toBe(2);
    // On a busy machine the one that begins again takes its row before the other one has woken up: they meet once more.
    else expect(arrived).toBeGreaterThanOrEqual(3);
  });
});
