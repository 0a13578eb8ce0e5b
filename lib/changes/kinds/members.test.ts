import { describe, expect, it } from "vitest";
import { type Bench, eventsOf, planChanges, withVendors } from "#lib/changes/changes.testing.ts";
import { knownMember } from "#lib/changes/kinds/refs.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import { runList } from "#lib/directory/sync/run.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";

useTestStore();
const vendors = withVendors();

const PUT = "paperspace PUT /teams/:id/users/:userId";
const DELETE = "paperspace DELETE /teams/:id/users/:userId";

/** An owner, an admin, a second admin and two members. */
const people = {
  overrides: {
    people: [
      { id: "u-owner", email: "owner@halden.example", role: "owner" as const },
      {
        id: "u-ada",
        email: "ada@halden.example",
        firstName: "Ada",
        lastName: "Okafor",
        role: "admin" as const,
      },
      {
        id: "u-ben",
        email: "ben@halden.example",
        firstName: "Ben",
        lastName: "Lund",
        role: "admin" as const,
      },
      {
        id: "u-cleo",
        email: "cleo@halden.example",
        firstName: "Cleo",
        lastName: "Sato",
        role: "member" as const,
      },
      {
        id: "u-dan",
        email: "dan@halden.example",
        firstName: "Dan",
        lastName: "Reyes",
        role: "member" as const,
      },
    ],
    tokenUser: "u-owner",
  },
};
const setRole = async (
  bench: Bench,
  userId: string,
  role: "admin" | "member" | "owner",
): Promise<ChangeRequest> => ({
  kind: "member.setRole",
  input: { teamId: await bench.teamId(), userId, role },
});
const remove = async (bench: Bench, userId: string): Promise<ChangeRequest> => ({
  kind: "member.remove",
  input: { teamId: await bench.teamId(), userId },
});
const roleThere = async (bench: Bench, userId: string) =>
  (await bench.state()).members.find((member) => member.id === userId)?.role;
const writes = async (bench: Bench) => (await bench.state()).writes.length;

describe("member.setRole on Paperspace", () => {
  it("promotes, patches the row, records intent and outcome, and offers the way back", async () => {
    const bench = await vendors.open("paperspace", people);
    const outcome = await bench.apply(await setRole(bench, "u-cleo", "admin"));
    expect(outcome).toMatchObject({
      state: "done",
      sentence: `Cleo Sato is now an admin of ${bench.tenant.teamName}`,
      before: "Member",
      after: "Admin",
    });
    expect(await roleThere(bench, "u-cleo")).toBe("admin");
    expect((await knownMember(await bench.teamId(), "u-cleo"))?.role).toBe("admin");
    expect((await eventsOf(outcome.batchId)).map((event) => event.outcome)).toEqual(["running", "done"]);
    expect(outcome.undo).toEqual(await setRole(bench, "u-cleo", "member"));
    const undone = await bench.apply(outcome.undo as ChangeRequest, { undoOf: outcome.id });
    expect(undone.state).toBe("done");
    expect(await roleThere(bench, "u-cleo")).toBe("member");
    expect(await vendors.control().violations(bench.token)).toEqual([]);
  });

  it("skips what is already so, without a call", async () => {
    const bench = await vendors.open("paperspace", people);
    expect(await bench.apply(await setRole(bench, "u-ada", "admin"))).toMatchObject({ state: "skipped" });
    expect(await writes(bench)).toBe(0);
  });

  it("refuses to touch an owner, to make one, and a person who is not there", async () => {
    const bench = await vendors.open("paperspace", people);
    const tries: [string, "owner" | "member", string][] = [
      ["u-owner", "member", "NOT_SUPPORTED"],
      ["u-cleo", "owner", "NOT_SUPPORTED"],
      ["u-nobody", "member", "NOT_FOUND"],
    ];
    for (const [userId, role, code] of tries)
      await expect(bench.apply(await setRole(bench, userId, role))).rejects.toMatchObject({ code });
    expect(await writes(bench)).toBe(0);
  });

  it("reports the vendor's refusal and leaves the row", async () => {
    const bench = await vendors.open("paperspace", people);
    await bench.faults({
      route: PUT,
      status: 400,
      body: '{"code":"BAD_REQUEST","message":"Seat limit reached"}',
    });
    const outcome = await bench.apply(await setRole(bench, "u-cleo", "admin"));
    expect(outcome).toMatchObject({
      state: "failed",
      code: "VENDOR_REFUSED",
      reason: "Seat limit reached",
      sentence: `Could not make Cleo Sato an admin of ${bench.tenant.teamName}`,
    });
    expect((await knownMember(await bench.teamId(), "u-cleo"))?.role).toBe("member");
  });

  it("says that somebody who left meanwhile is gone", async () => {
    const bench = await vendors.open("paperspace", people);
    await bench.elsewhere({ op: "removeMember", user: "u-cleo" });
    expect(await bench.apply(await setRole(bench, "u-cleo", "admin"))).toMatchObject({
      state: "failed",
      code: "VENDOR_NOT_FOUND",
      reason: `Cleo Sato is no longer in ${bench.tenant.teamName}`,
    });
  });

  it("ends done by read-back when the answer was lost, and is not sent twice", async () => {
    const bench = await vendors.open("paperspace", people);
    await bench.faults({ route: PUT, times: 1, drop: "after" });
    expect(await bench.apply(await setRole(bench, "u-cleo", "admin"))).toMatchObject({ state: "done" });
    expect(await bench.lost()).toBe(1);
    expect(await writes(bench)).toBe(1);
  });

  it("is sent again when it was lost on the way", async () => {
    const bench = await vendors.open("paperspace", people);
    await bench.faults({ route: PUT, times: 1, drop: "before" });
    expect(await bench.apply(await setRole(bench, "u-cleo", "admin"))).toMatchObject({ state: "done" });
    expect(await bench.lost()).toBe(1);
    expect(await roleThere(bench, "u-cleo")).toBe("admin");
  });

  it("fails when it is lost on the way each time", async () => {
    const bench = await vendors.open("paperspace", people);
    await bench.faults({ route: PUT, drop: "before" });
    expect(await bench.apply(await setRole(bench, "u-cleo", "admin"))).toMatchObject({ state: "failed" });
    expect(await roleThere(bench, "u-cleo")).toBe("member");
  });

  it("is unknown when the read-back is silent too, and asks for a run", async () => {
    const bench = await vendors.open("paperspace", people);
    await bench.faults(
      { route: PUT, drop: "after" },
      { route: "paperspace GET /teams/:id/users", drop: "before" },
    );
    const outcome = await bench.apply(await setRole(bench, "u-cleo", "admin"));
    expect(outcome).toMatchObject({
      state: "unknown",
      sentence: `It is not known whether Cleo Sato is now an admin of ${bench.tenant.teamName}`,
    });
    expect(outcome.undo).toBeUndefined();
    expect((await knownMember(await bench.teamId(), "u-cleo"))?.role).toBe("member");
  });
});

describe("member.remove", () => {
  it("removes, says what stays, and has no way back on Paperspace", async () => {
    const bench = await vendors.open("paperspace", people);
    const plan = await planChanges(bench.viewer, [await remove(bench, "u-dan")]);
    expect(plan.changes[0]).toMatchObject({
      irreversible: true,
      warnings: [{ code: "CREDENTIALS_STAY", confirm: false }],
    });
    const outcome = await bench.apply(await remove(bench, "u-dan"));
    expect(outcome).toMatchObject({
      state: "done",
      sentence: `Dan Reyes was removed from ${bench.tenant.teamName}`,
    });
    expect(outcome.undo).toBeUndefined();
    expect(await roleThere(bench, "u-dan")).toBeUndefined();
    expect(await knownMember(await bench.teamId(), "u-dan")).toBeUndefined();
  });

  it("says that somebody was already gone, by the vendor and by our copy", async () => {
    const bench = await vendors.open("paperspace", people);
    await bench.elsewhere({ op: "removeMember", user: "u-dan" });
    const gone = { state: "skipped", sentence: "Dan Reyes was already gone" };
    expect(await bench.apply(await remove(bench, "u-dan"))).toMatchObject(gone);
    expect(await bench.apply(await remove(bench, "u-dan"))).toMatchObject(gone);
  });

  describe("of somebody who joined since our copy was made", () => {
    const LIST = "paperspace GET /teams/:id/users";
    const joined = async (role: "admin" | "member" = "member") => {
      const bench = await vendors.open("paperspace", people);
      await bench.elsewhere({ op: "addMember", person: { id: "u-new", email: "new@halden.example", role } });
      return bench;
    };

    it("removes them, after naming them and their role", async () => {
      const bench = await joined();
      const plan = await planChanges(bench.viewer, [await remove(bench, "u-new")]);
      expect(plan.changes[0]).toMatchObject({ email: "new@halden.example", before: "Member", calls: 1 });
      expect(await bench.apply(await remove(bench, "u-new"))).toMatchObject({ state: "done" });
      expect(await roleThere(bench, "u-new")).toBeUndefined();
    });

    it("gives them a role", async () => {
      const bench = await joined();
      expect(await bench.apply(await setRole(bench, "u-new", "admin"))).toMatchObject({ state: "done" });
      expect(await roleThere(bench, "u-new")).toBe("admin");
    });

    it("plans nothing where the vendor does not say whether they are there", async () => {
      const bench = await joined();
      await bench.faults({ route: LIST, status: 503 });
      for (const change of [await remove(bench, "u-new"), await setRole(bench, "u-new", "admin")])
        await expect(bench.apply(change)).rejects.toMatchObject({
          code: "VENDOR_UNAVAILABLE",
          reason: `Paperspace does not say whether u-new is in ${bench.tenant.teamName}`,
        });
    });

    it("does not say of one of several that they were already gone", async () => {
      const bench = await joined();
      const plan = await planChanges(bench.viewer, [
        await remove(bench, "u-new"),
        await remove(bench, "u-dan"),
      ]);
      expect(plan.changes[0]).toMatchObject({ refusal: { code: "NOT_FOUND" } });
      expect(plan.changes[0]?.skip).toBeUndefined();
      await runList(listId(await bench.teamId(), "members"));
      const { changes } = await planChanges(bench.viewer, [
        await remove(bench, "u-new"),
        await remove(bench, "u-dan"),
      ]);
      expect(changes.map(({ before }) => before)).toEqual(["Member", "Member"]);
    });
  });

  it("is done, not already gone, when the first answer was lost", async () => {
    const bench = await vendors.open("paperspace", people);
    await bench.faults({ route: DELETE, times: 1, drop: "after" });
    expect(await bench.apply(await remove(bench, "u-dan"))).toMatchObject({ state: "done" });
    expect(await bench.lost()).toBe(1);
  });

  it("is sent again when it was lost on the way", async () => {
    const bench = await vendors.open("paperspace", people);
    await bench.faults({ route: DELETE, times: 1, drop: "before" });
    expect(await bench.apply(await remove(bench, "u-dan"))).toMatchObject({ state: "done" });
    expect(await bench.lost()).toBe(1);
    expect(await roleThere(bench, "u-dan")).toBeUndefined();
  });

  it("reports a refusal", async () => {
    const bench = await vendors.open("paperspace", people);
    await bench.elsewhere({ op: "configure", settings: { readOnly: true } });
    expect(await bench.apply(await remove(bench, "u-dan"))).toMatchObject({
      state: "failed",
      code: "VENDOR_FORBIDDEN",
    });
  });
});
