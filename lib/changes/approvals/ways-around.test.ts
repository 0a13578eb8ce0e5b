import { afterEach, describe, expect, it } from "vitest";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { applyChanges } from "#lib/changes/apply.ts";
import { addUser, endOf, submission, withVendors } from "#lib/changes/changes.testing.ts";
import { planPage } from "#lib/changes/plan/pages.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { APPROVAL_CODE } from "./constants.ts";
import { setRules } from "./rules.ts";

describeEachStore("a way around approval", () => {
  const vendors = withVendors();
  const needs = (viewer: Viewer, above: number) =>
    setRules(viewer, { rules: [{ kind: "member.setRole", above }], hours: 72 });
  afterEach(async () => {
    await db().deleteFrom("approval_rules").execute();
  });

  /** Members of a team without a role to speak of. */
  const team = async (vendor: "paperspace" | "gitbook") => {
    const bench = await vendors.open(vendor, { members: 12, orgMembers: 14, enterprise: true });
    const teamId = await bench.teamId();
    const rows = await db()
      .selectFrom("members")
      .select("user_id")
      .where("team_id", "=", teamId)
      .where("role", "=", "member")
      .where("status", "=", "active")
      .execute();
    return { viewer: bench.viewer, teamId, userIds: rows.map((row) => row.user_id) };
  };

  it("counts what was asked for earlier and runs only now: kept back by a pause, or tried again", async () => {
    const { viewer, teamId, userIds } = await team("paperspace");
    const asker = await addUser("operator");
    await needs(viewer, 2);
    const [first, second, third] = userIds.map(
      (userId): ChangeRequest => ({ kind: "member.setRole", input: { teamId, userId, role: "admin" } }),
    );
    if (!first || !second || !third) throw new Error("too few");
    const begun = await applyChanges(asker, submission([first, second]));
    if (begun.status !== "accepted") throw new Error(begun.status);
    await endOf(asker, begun.batch.batchId);
    const were = (set: { state: "done" | "pending"; created_at: string; started_at: string | null }) =>
      db().updateTable("changes").set(set).where("batch_id", "=", begun.batch.batchId).execute();
    const [long, now] = ["2026-01-01T00:00:00.000Z", new Date().toISOString()];
    await db()
      .updateTable("batches")
      .set({ state: "paused" })
      .where("id", "=", begun.batch.batchId)
      .execute();
    await were({ state: "pending", created_at: long, started_at: null });
    expect(await applyChanges(asker, submission([third]))).toMatchObject({ status: "needsConfirmation" });
    await were({ state: "done", created_at: long, started_at: now });
    expect(await applyChanges(asker, submission([third]))).toMatchObject({ status: "needsConfirmation" });
    await were({ state: "done", created_at: long, started_at: long });
    expect(await applyChanges(asker, submission([third]))).toMatchObject({ status: "accepted" });
  });

  it("is no other word for the same: adding who is there already gives them another role", async () => {
    const { viewer, teamId, userIds } = await team("gitbook");
    const asker = await addUser("operator");
    const [first, second] = userIds.map(
      (userId): ChangeRequest => ({ kind: "member.add", input: { teamId, userId, role: "owner" } }),
    );
    if (!first || !second) throw new Error("too few");
    await needs(viewer, 1);
    expect(await applyChanges(asker, submission([first, second]))).toMatchObject({
      status: "needsConfirmation",
    });
    expect(await applyChanges(asker, submission([first]))).toMatchObject({ status: "accepted" });
    expect(await applyChanges(asker, submission([second]))).toMatchObject({ status: "needsConfirmation" });
  });

  describe("an effect by another name", () => {
    const rule = (viewer: Viewer, kind: ChangeRequest["kind"], above = 0) =>
      setRules(viewer, { rules: [{ kind, above }], hours: 72 });
    const planned = async (asker: Viewer, changes: ChangeRequest[]) =>
      (await planPage(asker, { changes })).risks.some(({ code }) => code === APPROVAL_CODE);
    const organization = async () => {
      const bench = await vendors.open("gitbook", { members: 6, orgMembers: 14, enterprise: true });
      const teamId = await bench.teamId();
      const inTeam = (
        await db().selectFrom("members").select("user_id").where("team_id", "=", teamId).execute()
      ).map((row) => row.user_id);
      const inOrg = await db()
        .selectFrom("members")
        .innerJoin("teams", "teams.id", "members.team_id")
        .select(["user_id", "members.email", "org_role"])
        .where("members.connection_id", "=", bench.connectionId)
        .where("teams.kind", "=", "organization")
        .execute();
      const outside = inOrg.filter((row) => !inTeam.includes(row.user_id));
      return { ...bench, bench, teamId, inTeam, outside, asker: await addUser("operator") };
    };

    it("adding: by inviting, by making a team of them, to whom is there already", async () => {
      const { viewer, connectionId, teamId, outside, asker } = await organization();
      const [one, two] = outside;
      if (!one || !two?.email) throw new Error("too few");
      await rule(viewer, "member.add");
      const invite = { connectionId, email: "new@halden.example" };
      const memberIds = [one.user_id];
      expect(await planned(asker, [{ kind: "org.invite", input: { ...invite, teamId } }])).toBe(true);
      expect(await planned(asker, [{ kind: "org.invite", input: invite }])).toBe(false);
      expect(
        await planned(asker, [{ kind: "org.invite", input: { ...invite, email: two.email, teamId } }]),
      ).toBe(true);
      const create = (ids: string[]): ChangeRequest => ({
        kind: "team.create",
        input: { connectionId, title: "Made to get round", memberIds: ids },
      });
      expect(await planned(asker, [create(memberIds)])).toBe(true);
      expect(await planned(asker, [create([])])).toBe(false);
      // Each of them counts, and with those of the last hour.
      await rule(viewer, "member.add", 2);
      expect(await planned(asker, [create(outside.slice(0, 3).map((row) => row.user_id))])).toBe(true);
      const made = await applyChanges(
        asker,
        submission([create(outside.slice(0, 2).map((row) => row.user_id))]),
      );
      if (made.status !== "accepted") throw new Error(made.status);
      await endOf(asker, made.batch.batchId);
      expect(
        await planned(asker, [
          { kind: "member.add", input: { teamId, userId: two.user_id, role: "member" } },
        ]),
      ).toBe(true);
    });

    it("a role: by adding as an owner, inviting as one, or as an admin of the organization", async () => {
      const { viewer, connectionId, teamId, outside, asker } = await organization();
      const [one] = outside;
      if (!one) throw new Error("too few");
      const add = (role: "owner" | "member"): ChangeRequest => ({
        kind: "member.add",
        input: { teamId, userId: one.user_id, role },
      });
      const invite = (more: object): ChangeRequest => ({
        kind: "org.invite",
        input: { connectionId, email: "new@halden.example", ...more },
      });
      await rule(viewer, "member.setRole");
      expect(await planned(asker, [add("owner")])).toBe(true);
      expect(await planned(asker, [add("member")])).toBe(false);
      expect(await planned(asker, [invite({ teamId, role: "owner" })])).toBe(true);
      expect(await planned(asker, [invite({ teamId })])).toBe(false);
      await rule(viewer, "org.setRole");
      expect(await planned(asker, [invite({ orgRole: "admin" })])).toBe(true);
      expect(await planned(asker, [invite({})])).toBe(false);
    });

    it("a demotion: by taking an owner out and adding them again, in one plan or two", async () => {
      const { viewer, connectionId, teamId, inTeam, asker } = await organization();
      const people = await db()
        .selectFrom("members")
        .select(["user_id", "email"])
        .where("team_id", "=", teamId)
        .where("email", "is not", null)
        .execute();
      const { user_id: userId, email } = people.find((row) => inTeam.includes(row.user_id)) ?? {};
      if (!userId || !email) throw new Error("too few");
      await db()
        .updateTable("members")
        .set({ role: "owner", role_rank: 0 })
        .where("team_id", "=", teamId)
        .where("user_id", "=", userId)
        .execute();
      await rule(viewer, "member.setRole");
      const out: ChangeRequest = { kind: "member.remove", input: { teamId, userId } };
      const back: ChangeRequest = { kind: "member.add", input: { teamId, userId, role: "member" } };
      expect(await planned(asker, [out])).toBe(false);
      expect(await planned(asker, [out, back])).toBe(true);
      const gone = await applyChanges(
        asker,
        submission([out], { acknowledged: ["LAST_MANAGER", "LAST_ADMIN"] }),
      );
      if (gone.status !== "accepted") throw new Error(JSON.stringify(gone));
      await endOf(asker, gone.batch.batchId);
      expect(await planned(asker, [back])).toBe(true);
      // Inviting whom the organization has adds them to the team.
      const invite: ChangeRequest = { kind: "org.invite", input: { connectionId, email, teamId } };
      expect(await planned(asker, [invite])).toBe(true);
    });

    it("removing: out of the organization, and by deleting the team", async () => {
      const { viewer, connectionId, teamId, inTeam, outside, asker } = await organization();
      const [userId] = inTeam;
      const [nowhere] = outside;
      if (!userId || !nowhere) throw new Error("too few");
      await rule(viewer, "member.remove");
      const leave = (id: string): ChangeRequest => ({
        kind: "org.removeMember",
        input: { connectionId, userId: id },
      });
      expect(await planned(asker, [leave(userId)])).toBe(true);
      expect(await planned(asker, [leave(nowhere.user_id)])).toBe(false);
      expect(await planned(asker, [{ kind: "team.delete", input: { teamId } }])).toBe(true);
      // Whoever sees the organization's people and none of its teams takes them out of those teams all the same.
      const { id: people } = await db()
        .selectFrom("teams")
        .select("id")
        .where("connection_id", "=", connectionId)
        .where("kind", "=", "organization")
        .executeTakeFirstOrThrow();
      const only = [connectionId];
      const limited: Viewer = {
        ...asker,
        scope: { connections: [], partial: only, teams: [people], organizations: only },
      };
      expect(await seeingAs(limited, () => planned(limited, [leave(userId)]))).toBe(true);
      expect(await seeingAs(limited, () => planned(limited, [leave(nowhere.user_id)]))).toBe(false);
    });

    it("a rotation: by deleting a secret and making it again", async () => {
      const bench = await vendors.open("paperspace", { members: 3, secrets: 2 });
      const asker = await addUser("operator");
      const teamId = await bench.teamId();
      const secret = (await bench.state()).secrets[0]?.name;
      if (!secret) throw new Error("no secret");
      await rule(bench.viewer, "secret.rotate");
      const drop: ChangeRequest = { kind: "secret.delete", input: { teamId, name: secret } };
      const make: ChangeRequest = {
        kind: "secret.create",
        input: { teamId, name: secret, value: "another" },
      };
      const other: ChangeRequest = { kind: "secret.create", input: { teamId, name: "NOT_YET", value: "v" } };
      expect(await planned(asker, [drop])).toBe(false);
      expect(await planned(asker, [drop, make])).toBe(true);
      const gone = await applyChanges(asker, submission([drop]));
      if (gone.status !== "accepted") throw new Error(gone.status);
      await endOf(asker, gone.batch.batchId);
      expect(await planned(asker, [make])).toBe(true);
      expect(await planned(asker, [other])).toBe(false);
    });
  });
});
