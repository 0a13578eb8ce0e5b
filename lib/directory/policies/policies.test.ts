import { beforeAll, expect, it } from "vitest";
import { countSecrets, listPolicies } from "#lib/directory/policies/data.ts";
import { createPolicy, deletePolicy, updatePolicy } from "#lib/directory/policies/mutations.ts";
import { createPolicySchema } from "#lib/directory/policies/schema.ts";
import { listAllSecrets } from "#lib/directory/secrets/data.ts";
import type { SecretFilter } from "#lib/directory/secrets/filter.ts";
import { writeSecret } from "#lib/directory/secrets/mutations.ts";
import { secretFilterSchema } from "#lib/directory/secrets/schema.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { insertTestConnection, insertTestTeam } from "#lib/store/db/rows.testing.ts";

const DAY_MS = 86_400_000;
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS - 60_000).toISOString();

describeEachStore("policies", () => {
  const limits = async () =>
    Object.fromEntries(
      (await listAllSecrets(secretFilterSchema.parse({}))).rows.map((row) => [
        `${row.teamName} ${row.name}`,
        row.limitDays,
      ]),
    );
  const names = async (due: SecretFilter["due"]) =>
    (await listAllSecrets(secretFilterSchema.parse({ due, sort: "name", dir: "asc" }))).rows.map(
      (row) => `${row.teamName} ${row.name}`,
    );
  const add = (teamId: string, pattern: string, days: number) =>
    createPolicy("system", { teamId, pattern, days });

  beforeAll(async () => {
    await insertTestConnection("c1", { vendor: "paperspace" });
    for (const [id, name] of [
      ["a", "Alpha"],
      ["b", "Beta"],
    ] as const)
      await insertTestTeam(id, "c1", { name, vendor: "paperspace" });
    await transact(async (tx) => {
      const write = (id: string, name: string, days: number | undefined) =>
        writeSecret(
          tx,
          { id, connectionId: "c1" },
          { name, ...(days === undefined ? {} : { modifiedAt: daysAgo(days) }) },
          { touchedAt: daysAgo(0) },
        );
      await write("a", "DB_MAIN", 80);
      await write("a", "DB_", 100);
      await write("a", "API_KEY", 20);
      await write("b", "DB_MAIN", 10);
      await write("b", "DBXMAIN", 89);
      await write("b", "UNKNOWN", undefined);
    });
  });

  it("holds 90 days for everything at first; 14 days before that a secret is due", async () => {
    expect(new Set(Object.values(await limits()))).toEqual(new Set([90]));
    expect(await names("overdue")).toEqual(["Alpha DB_"]);
    expect(await names("due")).toEqual(["Alpha DB_MAIN", "Beta DBXMAIN"]);
    expect(await countSecrets()).toEqual({ secrets: 6, due: 2, overdue: 1 });
    expect(await listPolicies()).toMatchObject([{ id: "default", days: 90, secrets: 6, due: 2, overdue: 1 }]);
  });

  it("lets the most specific one decide: team and name, name, team, default", async () => {
    await add("b", "", 365);
    await add("", "db_*", 30);
    await add("", "DB_M*", 60);
    await add("a", "*_MAIN", 15);
    expect(await limits()).toEqual({
      "Alpha DB_MAIN": 15,
      "Alpha DB_": 30,
      "Alpha API_KEY": 90,
      "Beta DB_MAIN": 60,
      // An underscore is no wildcard.
      "Beta DBXMAIN": 365,
      "Beta UNKNOWN": 365,
    });
    expect(await names("overdue")).toEqual(["Alpha DB_", "Alpha DB_MAIN"]);
    expect(await names("due")).toEqual([]);
    expect(await countSecrets()).toEqual({ secrets: 6, due: 0, overdue: 2 });
    const rows = await listPolicies();
    expect(
      rows.map(({ teamName, pattern, secrets, overdue }) => [teamName, pattern, secrets, overdue]),
    ).toEqual([
      ["Alpha", "*_MAIN", 1, 1],
      [undefined, "DB_M*", 1, 0],
      [undefined, "db_*", 1, 1],
      ["Beta", undefined, 2, 0],
      [undefined, undefined, 1, 0],
    ]);
    for (const { id } of rows) if (id !== "default") await deletePolicy("system", id);
    expect(new Set(Object.values(await limits()))).toEqual(new Set([90]));
  });

  it("reads ? as one character", async () => {
    const id = await add("", "DB?MAIN", 7);
    expect((await limits())["Beta DBXMAIN"]).toBe(7);
    expect((await limits())["Alpha DB_MAIN"]).toBe(7);
    expect((await limits())["Alpha DB_"]).toBe(90);
    await deletePolicy("system", id);
  });

  it("changes the default and keeps it", async () => {
    await updatePolicy("system", "default", 10);
    expect(await countSecrets()).toEqual({ secrets: 6, due: 0, overdue: 5 });
    await expect(deletePolicy("system", "default")).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await updatePolicy("system", "default", 90);
  });

  it("refuses a second policy for the same, a team that is gone, and what is no policy", async () => {
    const id = await add("a", "X_*", 5);
    await expect(add("a", "x_*", 6)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      fields: { pattern: ["There is a policy for this already"] },
    });
    await expect(add("gone", "", 6)).rejects.toMatchObject({ fields: { teamId: ["This team is gone"] } });
    await deletePolicy("system", id);
    await expect(deletePolicy("system", id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(updatePolicy("system", id, 6)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const wrong = [
      { teamId: "", pattern: "", days: 5 },
      { teamId: "a", pattern: "DROP TABLE", days: 5 },
      { teamId: "a", pattern: "%", days: 5 },
      { teamId: "a", pattern: "", days: 0 },
      { teamId: "a", pattern: "", days: 3_651 },
      { teamId: "a", pattern: "", days: 1.5 },
    ];
    for (const policy of wrong) expect(createPolicySchema.safeParse(policy).success).toBe(false);
  });

  it("is on record", async () => {
    const events = await db()
      .selectFrom("events")
      .select("action")
      .where("action", "like", "policy.%")
      .execute();
    expect(new Set(events.map(({ action }) => action))).toEqual(
      new Set(["policy.create", "policy.update", "policy.delete"]),
    );
  });
});
