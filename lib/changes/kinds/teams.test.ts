import { describe, expect, it } from "vitest";
import { type Bench, withVendors } from "#lib/changes/changes.testing.ts";
import { getTeamRef } from "#lib/changes/kinds/refs.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";

useTestStore();
const vendors = withVendors();

const open = () => vendors.open("gitbook", { members: 3, teams: 2 });
const create = (bench: Bench, title: string, memberIds: string[] = []): ChangeRequest => ({
  kind: "team.create",
  input: { connectionId: bench.connectionId, title, memberIds },
});
const titled = async (bench: Bench, title: string) =>
  (await bench.state()).teams.filter((team) => team.title === title);

describe("team.create", () => {
  const PUT = "gitbook PUT /orgs/:org/teams";

  it("creates with members, has a row at once, and can be taken back", async () => {
    const bench = await open();
    const memberIds = (await bench.state()).members.slice(0, 2).map((member) => member.id);
    const outcome = await bench.apply(create(bench, "Night shift", memberIds));
    expect(outcome).toMatchObject({
      state: "done",
      sentence: `Night shift was created in ${bench.tenant.organizationTitle}`,
    });
    const [made] = await titled(bench, "Night shift");
    expect(made?.members.map((member) => member.id).sort()).toEqual([...memberIds].sort());
    expect((await getTeamRef(outcome.createdTeamId ?? ""))?.vendorTeamId).toBe(made?.id);
    const back = await bench.apply(outcome.undo as ChangeRequest, { undoOf: outcome.id });
    expect(back).toMatchObject({ state: "done", sentence: "Night shift was deleted" });
    expect(await titled(bench, "Night shift")).toEqual([]);
    expect(await vendors.control().violations(bench.token)).toEqual([]);
  });

  it("says by the field that a title is taken, by our copy or by the vendor", async () => {
    const bench = await open();
    const taken = { code: "VENDOR_CONFLICT", reason: "Night shift is already taken" };
    await bench.elsewhere({ op: "addTeam", team: { title: "Night shift" } });
    expect(await bench.apply(create(bench, "Night shift"))).toMatchObject({ state: "failed", ...taken });
    const mine = `${bench.tenant.teamName}`;
    await expect(bench.apply(create(bench, mine))).rejects.toMatchObject({
      code: "VENDOR_CONFLICT",
      fields: { title: [`${mine} is already taken`] },
    });
    await expect(bench.apply([create(bench, "Twice"), create(bench, "Twice")])).rejects.toMatchObject({
      code: "VENDOR_CONFLICT",
    });
  });

  it("finds by its title the team whose answer was lost, and makes one", async () => {
    const bench = await open();
    await bench.faults({ route: PUT, times: 1, drop: "after" });
    const outcome = await bench.apply(create(bench, "Night shift"));
    expect(outcome.state).toBe("done");
    expect(await bench.lost()).toBe(1);
    const [made, ...more] = await titled(bench, "Night shift");
    expect(more).toEqual([]);
    expect((await getTeamRef(outcome.createdTeamId ?? ""))?.vendorTeamId).toBe(made?.id);
  });

  it("is not sent again when it was lost on the way", async () => {
    const bench = await open();
    await bench.faults({ route: PUT, times: 1, drop: "before" });
    expect(await bench.apply(create(bench, "Night shift"))).toMatchObject({ state: "failed" });
    expect((await bench.calls()).filter((call) => call.method === "PUT")).toHaveLength(1);
    expect(await titled(bench, "Night shift")).toHaveLength(0);
  });

  it("does not take an older team of that title for its own", async () => {
    const bench = await open();
    await bench.elsewhere({
      op: "addTeam",
      team: { title: "Night shift", createdAt: "2020-05-05T00:00:00.000Z" },
    });
    await bench.faults({ route: PUT, times: 1, drop: "before" });
    expect(await bench.apply(create(bench, "Night shift"))).toMatchObject({ state: "failed" });
  });

  it("is unknown when nothing can be read back", async () => {
    const bench = await open();
    await bench.faults(
      { route: PUT, drop: "after" },
      { route: "gitbook GET /orgs/:org/teams", drop: "before" },
    );
    expect(await bench.apply(create(bench, "Night shift"))).toMatchObject({ state: "unknown" });
    expect(await titled(bench, "Night shift")).toHaveLength(1);
  });

  it("is not possible on Paperspace", async () => {
    const bench = await vendors.open("paperspace");
    await expect(bench.apply(create(bench, "Night shift"))).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
  });
});

describe("team.rename", () => {
  const PATCH = "gitbook PATCH /orgs/:org/teams/:team";
  const rename = async (bench: Bench, title: string): Promise<ChangeRequest> => ({
    kind: "team.rename",
    input: { teamId: await bench.teamId(), title },
  });

  it("renames, skips the same title, and takes it back", async () => {
    const bench = await open();
    const before = bench.tenant.teamName;
    const outcome = await bench.apply(await rename(bench, "Day shift"));
    expect(outcome).toMatchObject({ state: "done", sentence: `${before} is now called Day shift` });
    expect((await getTeamRef(await bench.teamId()))?.name).toBe("Day shift");
    expect(await titled(bench, "Day shift")).toHaveLength(1);
    expect(await bench.apply(await rename(bench, "Day shift"))).toMatchObject({ state: "skipped" });
    expect(outcome.undo).toEqual(await rename(bench, before));
    await bench.apply(await rename(bench, "Third title"));
    // Renamed again since: what was offered would overwrite it.
    await expect(bench.apply(outcome.undo as ChangeRequest, { undoOf: outcome.id })).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });

  it("refuses a title that is taken, by our copy or by the vendor", async () => {
    const bench = await open();
    const other = bench.tenant.teams.find((team) => team.id !== bench.tenant.teamId)?.title ?? "";
    await expect(bench.apply(await rename(bench, other))).rejects.toMatchObject({
      fields: { title: [`${other} is already taken`] },
    });
    await bench.elsewhere({ op: "addTeam", team: { title: "Day shift" } });
    expect(await bench.apply(await rename(bench, "Day shift"))).toMatchObject({
      state: "failed",
      code: "VENDOR_CONFLICT",
      reason: "Day shift is already taken",
    });
    expect((await getTeamRef(await bench.teamId()))?.name).toBe(bench.tenant.teamName);
  });

  it("ends done by read-back, and is sent again", async () => {
    for (const drop of ["after", "before"] as const) {
      const bench = await open();
      await bench.faults({ route: PATCH, times: 1, drop });
      expect(await bench.apply(await rename(bench, "Day shift"))).toMatchObject({ state: "done" });
      expect(await bench.lost()).toBe(1);
      expect(await titled(bench, "Day shift")).toHaveLength(1);
    }
  });
});

describe("team.delete", () => {
  const DELETE = "gitbook DELETE /orgs/:org/teams/:team";
  const remove = async (bench: Bench): Promise<ChangeRequest> => ({
    kind: "team.delete",
    input: { teamId: await bench.teamId() },
  });

  it("deletes, offers no way back, and then the team is gone", async () => {
    const bench = await open();
    const change = await remove(bench);
    const outcome = await bench.apply(change);
    expect(outcome).toMatchObject({ state: "done", sentence: `${bench.tenant.teamName} was deleted` });
    expect(outcome.undo).toBeUndefined();
    await expect(bench.apply(change)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("says that a team was already gone", async () => {
    const bench = await open();
    await bench.elsewhere({ op: "deleteTeam", teamId: bench.tenant.teamId });
    expect(await bench.apply(await remove(bench))).toMatchObject({
      state: "skipped",
      sentence: `${bench.tenant.teamName} was already gone`,
    });
  });

  it("ends done by read-back, is sent again, and fails with the vendor's reason", async () => {
    for (const drop of ["after", "before"] as const) {
      const bench = await open();
      await bench.faults({ route: DELETE, times: 1, drop });
      expect(await bench.apply(await remove(bench))).toMatchObject({ state: "done" });
      expect(await bench.lost()).toBe(1);
      expect(await titled(bench, bench.tenant.teamName)).toEqual([]);
    }
    const bench = await open();
    await bench.elsewhere({ op: "configure", settings: { readOnly: true } });
    expect(await bench.apply(await remove(bench))).toMatchObject({
      state: "failed",
      code: "VENDOR_FORBIDDEN",
    });
    expect(await getTeamRef(await bench.teamId())).toBeDefined();
  });
});
