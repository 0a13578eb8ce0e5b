import { expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { submission, withVendors } from "#lib/changes/changes.testing.ts";
import { claimIn, claimWork, countTry } from "#lib/changes/run/claim.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { LeaseLost } from "#lib/store/db/lease.ts";

describeEachStore("counting tries", () => {
  const vendors = withVendors({ runner: false });

  it("of calls that begin at once tells each whether it may begin", async () => {
    const bench = await vendors.open("paperspace", { members: 12 });
    const teamId = await bench.teamId();
    const people = (await bench.state()).members.filter((one) => one.role === "member" && !one.invited);
    const changes = people.slice(0, 3).map(
      ({ id }): ChangeRequest => ({
        kind: "member.setRole",
        input: { teamId, userId: id, role: "admin" },
      }),
    );
    await applyChanges(bench.viewer, submission(changes));
    const claims = (await claimWork(bench.connectionId)).flat();
    const [mine, taken, also] = claims;
    if (!mine || !taken || !also) throw new Error("three were to be claimed");
    await db()
      .updateTable("changes")
      .set({ lease_holder: "another 1 x" })
      .where("id", "=", taken.row.id)
      .execute();
    const ends = await Promise.allSettled([countTry([mine]), countTry([taken]), countTry([also])]);
    expect(ends.map((end) => end.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(ends[1]).toMatchObject({ reason: expect.any(LeaseLost) });
    const rows = await db().selectFrom("changes").select(["id", "attempts"]).execute();
    const attempts = new Map(rows.map((row) => [row.id, row.attempts]));
    expect([mine, taken, also].map(({ row }) => attempts.get(row.id))).toEqual([1, 0, 1]);
  });

  const attemptsOf = async (id: string) =>
    (await db().selectFrom("changes").select("attempts").where("id", "=", id).executeTakeFirstOrThrow())
      .attempts;

  const lastId = async (): Promise<string> =>
    (await db().selectFrom("changes").select("id").orderBy("id", "desc").executeTakeFirstOrThrow()).id;

  it("counts a change that is sent at once with its claim, and its second call by itself", async () => {
    const bench = await vendors.open("paperspace", { members: 12 });
    const teamId = await bench.teamId();
    const person = (await bench.state()).members.find((one) => one.role === "member" && !one.invited);
    const input = { teamId, userId: person?.id ?? "", role: "admin" as const };
    await applyChanges(bench.viewer, submission([{ kind: "member.setRole", input }]));
    const id = await lastId();
    const [claim] = (await transact((tx) => claimIn(tx, bench.connectionId, id))).flat();
    if (!claim) throw new Error("nothing was claimed");
    expect([claim.wasSent, await attemptsOf(id)]).toEqual([false, 1]);
    await countTry([claim]);
    expect(await attemptsOf(id)).toBe(1);
    await countTry([claim]);
    expect(await attemptsOf(id)).toBe(2);
  });

  it("counts what must not be sent twice right before its call", async () => {
    const bench = await vendors.open("gitbook");
    const input = { connectionId: bench.connectionId, title: "Crew", memberIds: [] };
    await applyChanges(bench.viewer, submission([{ kind: "team.create", input }]));
    const id = await lastId();
    const [claim] = (await transact((tx) => claimIn(tx, bench.connectionId, id))).flat();
    if (!claim) throw new Error("nothing was claimed");
    expect(await attemptsOf(id)).toBe(0);
    await countTry([claim]);
    expect(await attemptsOf(id)).toBe(1);
  });
});
