import { beforeAll, expect, it } from "vitest";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { insertTestConnection, insertTestTeam, testMember } from "#lib/store/db/rows.testing.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";
import { listPeople } from "./data.ts";
import { recomputePeople } from "./maintain.ts";
import { personFilterSchema } from "./schema.ts";

const MANY = 2_100;

describeEachStore("people whom somebody limited to one of two teams finds", () => {
  const viewer = {
    userId: "limited",
    scope: { connections: [], partial: ["connection"], organizations: [], teams: ["mine"] },
  };
  const find = (filter: object) =>
    seeingAs(viewer, async () => {
      const { rows, total } = await listPeople(personFilterSchema.parse({ limit: 3, ...filter }));
      return { names: rows.map((row) => row.shown), total };
    });

  beforeAll(async () => {
    await insertTestConnection("connection");
    await insertTestTeam("mine", "connection");
    await insertTestTeam("theirs", "connection");
    const mine = { id: "mine", connectionId: "connection" };
    const theirs = { id: "theirs", connectionId: "connection" };
    const number = (index: number) => String(index).padStart(4, "0");
    const rows = [
      ...Array.from({ length: MANY }, (_, index) =>
        testMember(mine, `u${index}`, { name: `Many ${number(index)}`, email: `u${index}@example.com` }),
      ),
      testMember(theirs, "u1", { name: "Secretly Known", email: "u1@example.com" }),
      testMember(theirs, "other", { name: "Many Others", email: "other@example.com" }),
    ];
    await transact(async (tx) => {
      for (const some of chunks(rows)) await tx.insertInto("members").values(some).execute();
      await recomputePeople(
        tx,
        rows.map((row) => row.person_id),
      );
    });
  });

  it("are in order, however many they are", async () => {
    const first = { names: ["Many 0000", "Many 0001", "Many 0002"], total: MANY };
    expect(await find({})).toEqual(first);
    expect(await find({ q: "many" })).toEqual(first);
    expect(await find({ q: "many", sort: "name", dir: "desc" })).toMatchObject({
      names: ["Many 2099", "Many 2098", "Many 2097"],
    });
  });

  it("are few where few are named so", async () => {
    expect(await find({ q: "many 209" })).toEqual({
      names: ["Many 0209", "Many 1209", "Many 2090"],
      total: 12,
    });
    expect(await find({ q: "many 209", offset: 8 })).toMatchObject({
      names: ["Many 2096", "Many 2097", "Many 2098"],
    });
    expect(await find({ q: "u2099@" })).toEqual({ names: ["Many 2099"], total: 1 });
    expect(await find({ q: "nobody" })).toEqual({ names: [], total: 0 });
  });

  it("are not found by what a membership says that is not seen", async () => {
    expect(await find({ q: "secretly" })).toEqual({ names: [], total: 0 });
    expect(await find({ q: "others" })).toEqual({ names: [], total: 0 });
  });

  it("are found by their new name once they have one", async () => {
    expect(await find({ q: "renamed" })).toEqual({ names: [], total: 0 });
    const person = (
      await db().selectFrom("members").selectAll().where("user_id", "=", "u5").executeTakeFirstOrThrow()
    ).person_id;
    await transact(async (tx) => {
      await tx
        .updateTable("members")
        .set({ name: "Renamed", sort_key: "renamed", search_key: "renamed u5@example.com u5" })
        .where("user_id", "=", "u5")
        .execute();
      await recomputePeople(tx, [person]);
    });
    await expect.poll(() => find({ q: "renamed" })).toEqual({ names: ["Renamed"], total: 1 });
  });
});
