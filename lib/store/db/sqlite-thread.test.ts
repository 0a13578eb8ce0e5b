import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "kysely";
import { expect, it } from "vitest";
import { closeStore, db, transact } from "./connection.ts";
import { useTestStore } from "./db.testing.ts";
import { isUniqueViolation } from "./errors.ts";
import { insertRows } from "./insert-rows.ts";
import { openWriter, threadSettings } from "./sqlite-file.ts";
import { WritingThread } from "./sqlite-thread.ts";

/** What keeps a database busy for about as long as a sync's page. */
const LONG = sql<{ n: number }>`
  with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 2000000) select max(n) as n from numbers`;

const PATIENT = { isRepeatable: true, isPatient: true };
const put = (key: string, value: string) => sql`insert into meta (key, value) values (${key}, ${value})`;
const valueAt = async (key: string) =>
  (await db().selectFrom("meta").select("value").where("key", "=", key).executeTakeFirst())?.value;

useTestStore();

it("holds up nobody while a patient transaction writes", async () => {
  let isOver = false;
  const writing = transact(async (tx) => {
    await put("thread.long", "1").execute(tx);
    expect((await LONG.execute(tx)).rows).toEqual([{ n: 2_000_000 }]);
  }, PATIENT).finally(() => {
    isOver = true;
  });
  let others = 0;
  while (!isOver) {
    await new Promise((resolve) => setImmediate(resolve));
    if (!isOver) others += 1;
  }
  await writing;
  expect(others).toBeGreaterThan(20);
  expect(await valueAt("thread.long")).toBe("1");
});

it("names the columns right after another process has changed a table", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "rollcall-columns-"));
  const file = path.join(folder, "rollcall.db");
  const [old, other] = [openWriter(file), openWriter(file)];
  const thread = new WritingThread(threadSettings(file));
  try {
    other.run("create table kept (id integer primary key, dropped text, name text)");
    other.run("insert into kept (id, dropped, name) values (1, 'x', 'Noor')");
    const all = "select * from kept";
    const before = { id: 1, dropped: "x", name: "Noor" };
    expect([old.run(all).rows, (await thread.run(all)).rows]).toEqual([[before], [before]]);
    other.run("alter table kept drop column dropped");
    other.run("alter table kept add column added text");
    const after = { id: 1, name: "Noor", added: null };
    expect([old.run(all).rows, (await thread.run(all)).rows]).toEqual([[after], [after]]);
  } finally {
    await thread.close();
    old.close();
    other.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

it("undoes all of a patient transaction that fails, and says why as any other does", async () => {
  await transact((tx) => put("thread.taken", "1").execute(tx));
  const failing = transact(async (tx) => {
    await put("thread.undone", "1").execute(tx);
    await put("thread.taken", "2").execute(tx);
  }, PATIENT);
  await expect(failing).rejects.toSatisfy(isUniqueViolation);
  expect([await valueAt("thread.undone"), await valueAt("thread.taken")]).toEqual([undefined, "1"]);
});

it("has patient and other transactions write one after another, and outlives its store", async () => {
  await transact((tx) => put("thread.count", "0").execute(tx));
  const addOne = (isPatient: boolean) =>
    transact(
      async (tx) => {
        const row = await tx
          .selectFrom("meta")
          .select("value")
          .where("key", "=", "thread.count")
          .executeTakeFirstOrThrow();
        await sql`update meta set value = ${String(Number(row.value) + 1)} where key = 'thread.count'`.execute(
          tx,
        );
      },
      { isPatient },
    );
  await Promise.all(Array.from({ length: 20 }, (_, index) => addOne(index % 2 === 0)));
  expect(await valueAt("thread.count")).toBe("20");
  await closeStore();
  await addOne(true);
  expect(await valueAt("thread.count")).toBe("21");
});

it.each([true, false])(
  "inserts row by row, and says how many rows that were (patient: %s)",
  async (isPatient) => {
    const into = { table: "meta", columns: ["key", "value"], onConflict: "do nothing" } as const;
    const rows = ["a", 'b\u2028"', "c", "a"].map((key) => ({
      key: `thread.${isPatient}.${key}`,
      value: "1",
    }));
    expect(await transact((tx) => insertRows(tx, into, rows), { isPatient })).toBe(3);
    expect(await valueAt(`thread.${isPatient}.b\u2028"`)).toBe("1");
  },
);

it("is closed once its handle is, also where it began to end by itself", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "rollcall-thread-"));
  const file = path.join(folder, "rollcall.db");
  const writer = openWriter(file);
  const thread = new WritingThread(threadSettings(file));
  await thread.run("create table t (n)");
  let isOver = false;
  const resting = thread.close().then(() => {
    isOver = true;
  });
  await thread.close();
  await Promise.resolve();
  expect(isOver).toBe(true);
  await resting;
  writer.close();
  rmSync(folder, { recursive: true });
});
