import { beforeEach, expect, it } from "vitest";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { addUser, withVendors } from "#lib/changes/changes.testing.ts";
import { deleteWithWaiting, listFalling } from "#lib/changes/schedules/falls.ts";
import { runDue } from "#lib/changes/schedules/run-due.ts";
import {
  ahead,
  HOUR,
  promotions,
  schedule,
  stored,
  withClock,
} from "#lib/changes/schedules/schedules.testing.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { endCalendar, makeCalendar, ownCalendar, readCalendar } from "./calendars.ts";
import { listComingUp } from "./data.ts";

describeEachStore("what comes up", () => {
  const vendors = withVendors();
  const clock = withClock();
  beforeEach(async () => {
    await db().deleteFrom("schedules").execute();
  });
  const bench = () => vendors.open("paperspace", { members: 8, secrets: 0 });

  it("is in the order of its time, and each has a name of its own", async () => {
    const made = await bench();
    const [one, two] = await promotions(made, 2);
    if (!one || !two) throw new Error("no members");
    const late = await schedule(made.viewer, [one], ahead(5 * HOUR));
    const soon = await schedule(made.viewer, [two], ahead(2 * HOUR));
    const again = await schedule(made.viewer, [one], ahead(9 * HOUR));
    const rows = await listComingUp(made.viewer);
    expect(rows.map(({ key }) => key)).toEqual([soon, late, again]);
    expect(new Set(rows.map(({ what }) => what)).size).toBe(3);
  });

  it("is seen by who controls batches, and where every place of it is granted", async () => {
    const made = await bench();
    const id = await schedule(made.viewer, await promotions(made, 1), ahead(HOUR));
    const seenBy = async (viewer: Viewer) =>
      (await seeingAs(viewer, () => listComingUp(viewer))).map(({ key }) => key);
    const operator = await addUser("operator");
    expect(await seenBy(operator)).toEqual([id]);
    expect(await seenBy(await addUser("viewer"))).toEqual([]);
    const scope = { connections: [], partial: [], teams: [], organizations: [] };
    expect(await seenBy({ ...operator, scope })).toEqual([]);
    const whole = { ...scope, connections: [made.connectionId] };
    expect(await seenBy({ ...operator, scope: whole })).toEqual([id]);
  });

  it("is in a calendar whose address is kept as a digest, ends, and ends with its person", async () => {
    const made = await bench();
    await schedule(made.viewer, await promotions(made, 1), ahead(HOUR));
    const tokenOf = (url: string) => /\/api\/calendar\/(.+)\.ics$/.exec(url)?.[1] ?? "";
    const token = tokenOf(await makeCalendar(made.viewer, false));
    expect(JSON.stringify(await db().selectFrom("calendars").selectAll().execute())).not.toContain(token);
    const text = (await readCalendar(token)) ?? "";
    expect(text).toContain("SUMMARY:Scheduled changes");
    expect(text).not.toContain("admin of");
    const named = tokenOf(await makeCalendar(made.viewer, true));
    expect(await readCalendar(token)).toBeUndefined();
    expect(await readCalendar(named)).toContain("SUMMARY:Make");
    expect(await ownCalendar(made.viewer)).toMatchObject({ withNames: true });
    const set = (disabled_at: string | null) =>
      db().updateTable("users").set({ disabled_at }).where("id", "=", made.viewer.userId).execute();
    await set(new Date().toISOString());
    expect(await readCalendar(named)).toBeUndefined();
    await set(null);
    await endCalendar(made.viewer);
    expect(await readCalendar(named)).toBeUndefined();
    await expect(endCalendar(made.viewer)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("falls with its connection, which says so before", async () => {
    const made = await bench();
    const actor = { id: made.viewer.userId };
    const id = await schedule(made.viewer, await promotions(made, 1), ahead(HOUR));
    const falling = await listFalling(made.viewer, made.connectionId);
    expect(falling).toMatchObject([{ id, when: expect.stringContaining("(UTC)") }]);
    await expect(deleteWithWaiting(actor, made.connectionId, [])).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await stored(id)).state).toBe("scheduled");
    await deleteWithWaiting(
      actor,
      made.connectionId,
      falling.map((one) => one.id),
    );
    expect(await stored(id)).toMatchObject({
      state: "cancelled",
      reason: expect.stringContaining("deleted"),
    });
    clock.set(HOUR);
    await runDue();
    expect(await db().selectFrom("batches").selectAll().where("id", "=", id).execute()).toEqual([]);
  });
});
