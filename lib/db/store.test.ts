import { expect, it } from "vitest";
import { appendEvent } from "#lib/audit/append.ts";
import { derivedKey, seal, unseal } from "#lib/crypto/key-ring.ts";
import { db, dialect, transact } from "./connection.ts";
import { describeEachStore } from "./testing.ts";

describeEachStore("the store", (which) => {
  it("starts empty and migrated", async () => {
    expect(dialect()).toBe(which);
    const { count } = await db()
      .selectFrom("members")
      .select((row) => row.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    expect(count).toBe(0);
  });
  it("seals and appends", async () => {
    const binding = { table: "t", column: "c", row: "1" };
    expect(await unseal(await seal("hello", binding), binding)).toBe("hello");
    expect(derivedKey("session")).toHaveLength(32);
    const { seq } = await transact((tx) =>
      appendEvent(tx, { action: "a.b", actor: "system", outcome: "done" }),
    );
    expect(seq).toBe(1);
  });
});
