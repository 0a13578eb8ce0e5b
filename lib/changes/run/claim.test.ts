import { expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { submission, withVendors } from "#lib/changes/changes.testing.ts";
import { claimWork, countTry } from "#lib/changes/run/claim.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { db } from "#lib/store/db/connection.ts";
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
});
