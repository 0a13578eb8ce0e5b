import { expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { applyToEnd, submission, withVendors } from "#lib/changes/changes.testing.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { noteFailure, noteSuccess } from "#lib/directory/connections/open.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { VendorError } from "#lib/vendors/port.ts";

const MANY = 100;

describeEachStore("changes in hard times", () => {
  const vendors = withVendors();

  it("calls no vendor for a change that cannot be written down before", async () => {
    const bench = await vendors.open("paperspace", { members: 4 });
    const someone = (await bench.state()).members.find((one) => one.role === "member" && !one.invited);
    const input = { teamId: await bench.teamId(), userId: someone?.id ?? "", role: "admin" };
    const change = { kind: "member.setRole", input } as ChangeRequest;
    const moveHead = (from: number, to: number) =>
      db()
        .updateTable("audit_head")
        .set({ id: to as 1 })
        .where("id", "=", from as 1)
        .execute();
    await moveHead(1, 2);
    const refused = applyChanges(bench.viewer, submission([change]));
    await expect(refused).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await moveHead(2, 1);
    expect((await bench.state()).writes).toHaveLength(0);
    expect(await db().selectFrom("changes").select("id").execute()).toEqual([]);
  });

  it("ends a hundred batches at once, each change once", async () => {
    const bench = await vendors.open("paperspace", { members: MANY + 20 });
    const teamId = await bench.teamId();
    const people = (await bench.state()).members
      .filter((one) => one.role === "member" && !one.invited)
      .slice(0, MANY);
    expect(people.length).toBeGreaterThan(80);
    const ends = await Promise.all(
      people.map(({ id }) =>
        applyToEnd(bench.viewer, [{ kind: "member.setRole", input: { teamId, userId: id, role: "admin" } }]),
      ),
    );
    expect(new Set(ends.flatMap((end) => end.changes.map((one) => one.state)))).toEqual(new Set(["done"]));
    const { writes } = await bench.state();
    expect(writes).toHaveLength(people.length);
  }, 60_000);

  it("takes a refused write for a token that may read, and may not change, while reads still work", async () => {
    const bench = await vendors.open("paperspace", { members: 4 });
    const state = async () =>
      (
        await db()
          .selectFrom("connections")
          .select(["state", "state_reason"])
          .where("id", "=", bench.connectionId)
          .executeTakeFirstOrThrow()
      ).state;
    const refusal = new VendorError("VENDOR_TOKEN_REFUSED", {
      vendor: "paperspace",
      effect: "none",
      status: 401,
    });
    await noteFailure(bench.connectionId, refusal, "write");
    expect(await state()).toBe("readonly");
    await noteSuccess(bench.connectionId, "read");
    expect(await state()).toBe("readonly");
    await noteSuccess(bench.connectionId, "write");
    expect(await state()).toBe("works");
    await noteFailure(bench.connectionId, refusal, "read");
    expect(await state()).toBe("refused");
  });
});
