import { afterEach, beforeEach, expect, it } from "vitest";
import { requireStepUpFor } from "#lib/access/auth/step-up.ts";
import { applyChanges } from "#lib/changes/apply.ts";
import { APPROVAL_CODE } from "#lib/changes/approvals/constants.ts";
import { listApprovals } from "#lib/changes/approvals/data.ts";
import { approveRequest, expireRequests, refuseRequest } from "#lib/changes/approvals/decide.ts";
import { setRules } from "#lib/changes/approvals/rules.ts";
import { addUser, endOf, submission, syncAll, withVendors } from "#lib/changes/changes.testing.ts";
import { findSubmission } from "#lib/changes/found.ts";
import { planShown } from "#lib/changes/kept/plan-now.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { verifyLog } from "#lib/store/audit/verify.ts";
import { db, type Tx } from "#lib/store/db/connection.ts";
import { describeEachStore, setTestEnv } from "#lib/store/db/db.testing.ts";
import { cancelSchedule, moveSchedule } from "./control.ts";
import { lookAhead } from "./look-ahead.ts";
import { MAX_WAITING } from "./make.ts";
import { runDue } from "./run-due.ts";
import { runNow } from "./run-now.ts";
import {
  admins,
  ahead,
  batchOf,
  HOUR,
  MINUTE,
  promotions,
  schedule,
  stored,
  told,
  withClock,
} from "./schedules.testing.ts";
import { leftOf } from "./stored.ts";

const VALUE = "a-value-that-nobody-may-see";

describeEachStore("what is scheduled", () => {
  const vendors = withVendors();
  const clock = withClock();
  beforeEach(async () => {
    await db().deleteFrom("schedules").execute();
  });
  afterEach(async () => {
    await db().deleteFrom("approval_rules").execute();
  });
  const bench = () => vendors.open("paperspace", { members: 12, secrets: 2 });
  const digestNow = async (viewer: Viewer, id: string): Promise<string> => {
    const row = await stored(id);
    const plan = await planShown(viewer, row, leftOf(row));
    return "digest" in plan ? plan.digest : "none";
  };

  it("waits, runs once when it is due, under its own id, and is found by its key", async () => {
    const made = await bench();
    const before = await admins(made);
    const asked = submission(await promotions(made, 2), { at: ahead(HOUR) });
    const [first, again] = [await applyChanges(made.viewer, asked), await applyChanges(made.viewer, asked)];
    expect(again).toEqual(first);
    if (first.status !== "scheduled") throw new Error(first.status);
    const id = first.scheduleId;
    expect(await findSubmission(made.viewer, asked.key)).toEqual(first);
    await expect(applyChanges(made.viewer, { ...asked, at: ahead(2 * HOUR) })).rejects.toMatchObject({
      code: "KEY_REUSED",
    });
    await runDue();
    expect([await batchOf(id), await admins(made)]).toEqual([undefined, before]);
    clock.set(HOUR);
    await runDue();
    await runDue();
    await endOf(made.viewer, id);
    expect(await admins(made)).toBe(before + 2);
    expect(await stored(id)).toMatchObject({ state: "started", batch_id: id, late_ms: null });
    expect(await findSubmission(made.viewer, asked.key)).toMatchObject({ status: "accepted" });
    // A clock that is set back makes nothing due again.
    clock.set(-HOUR);
    await runDue();
    expect(await told(id)).toEqual(["schedule.create", "schedule.start"]);
    expect((await verifyLog()).ok).toBe(true);
  });

  it("is refused for a time that is none or past, and nothing is kept", async () => {
    const made = await bench();
    const changes = await promotions(made, 1);
    const attempt = (at: { date: string; time: string; zone: string }) =>
      applyChanges(made.viewer, submission(changes, { at }));
    const fine = ahead(HOUR);
    for (const [at, field] of [
      [ahead(-MINUTE), "time"],
      [{ ...fine, zone: "Mars/Olympus" }, "zone"],
      [{ ...fine, date: "2026-02-30" }, "date"],
      [{ ...fine, time: "25:00" }, "time"],
      [{ ...fine, date: "2999-01-01" }, "date"],
    ] as const)
      await expect(attempt(at)).rejects.toMatchObject({
        code: "INVALID_INPUT",
        fields: { [field]: expect.anything() },
      });
    expect(await db().selectFrom("schedules").selectAll().execute()).toEqual([]);
  });

  it("can be given another time, and cancelled, which erases its values", async () => {
    const made = await bench();
    const teamId = await made.teamId();
    const [secret] = (await made.state()).secrets;
    const rotate = {
      kind: "secret.rotate",
      input: { teamId, name: secret?.name ?? "", value: VALUE },
    } as const;
    const id = await schedule(made.viewer, [rotate], ahead(HOUR));
    const row = await stored(id);
    expect(row.sealed_values).not.toBeNull();
    expect(JSON.stringify(row)).not.toContain(VALUE);
    await moveSchedule(made.viewer, id, ahead(3 * HOUR));
    clock.set(HOUR);
    await runDue();
    expect((await stored(id)).state).toBe("scheduled");
    await expect(moveSchedule(made.viewer, id, ahead(-HOUR))).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await cancelSchedule(made.viewer, id);
    clock.set(4 * HOUR);
    await runDue();
    expect(await stored(id)).toMatchObject({ state: "cancelled", sealed_values: null, batch_id: null });
    await expect(cancelSchedule(made.viewer, id)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await told(id)).toEqual(["schedule.create", "schedule.move", "schedule.cancel"]);
  });

  it("sends a secret's value when it is due, and keeps it no longer", async () => {
    const made = await bench();
    const teamId = await made.teamId();
    const [secret] = (await made.state()).secrets;
    const name = secret?.name ?? "";
    const id = await schedule(
      made.viewer,
      [{ kind: "secret.rotate", input: { teamId, name, value: VALUE } }],
      ahead(HOUR),
    );
    clock.set(HOUR);
    await runDue();
    expect((await endOf(made.viewer, id)).changes.map(({ state }) => state)).toEqual(["done"]);
    expect((await made.state()).secrets.find((one) => one.name === name)?.value).toBe(VALUE);
    expect((await stored(id)).sealed_values).toBeNull();
  });

  it("leaves out what is already so", async () => {
    const made = await bench();
    const [one, other] = await promotions(made, 2);
    if (!one || !other || one.kind !== "member.setRole") throw new Error("no two members");
    const id = await schedule(made.viewer, [one, other], ahead(HOUR));
    await made.elsewhere({ op: "setRole", user: one.input.userId, role: "admin" });
    await db().updateTable("lists").set({ requested_at: new Date().toISOString() }).execute();
    await syncAll(made.connectionId);
    clock.set(HOUR);
    await runDue();
    expect((await endOf(made.viewer, id)).changes.map(({ state }) => state).sort()).toEqual([
      "done",
      "skipped",
    ]);
  });

  it("says how late it began, and waits for a person after a day", async () => {
    const made = await bench();
    const late = await schedule(made.viewer, await promotions(made, 1), ahead(HOUR));
    clock.set(HOUR + 20 * MINUTE);
    await runDue();
    await endOf(made.viewer, late);
    expect((await stored(late)).late_ms).toBeGreaterThanOrEqual(19 * MINUTE);
    const tooLate = await schedule(made.viewer, (await promotions(made, 2)).slice(1), ahead(HOUR));
    clock.set(2 * HOUR + 20 * MINUTE + 24 * HOUR);
    await runDue();
    expect(await stored(tooLate)).toMatchObject({
      state: "held",
      reason: expect.stringContaining("a day ago"),
    });
    const digest = await digestNow(made.viewer, tooLate);
    expect(await runNow(made.viewer, tooLate, "another")).toEqual({ status: "changed" });
    expect(await runNow(made.viewer, tooLate, digest)).toEqual({ status: "started", batchId: tooLate });
    await endOf(made.viewer, tooLate);
    await expect(runNow(made.viewer, tooLate, digest)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await told(tooLate)).toEqual(["schedule.create", "schedule.hold", "schedule.start"]);
  });

  it.each([
    ["disabled", { disabled_at: new Date().toISOString() }, "no access"],
    ["made a viewer", { role: "viewer" }, "may not"],
  ] as const)("is held where its person was %s", async (_, set, why) => {
    const made = await bench();
    const asker = await addUser("operator");
    const id = await schedule(asker, await promotions(made, 1), ahead(HOUR));
    await db().updateTable("users").set(set).where("id", "=", asker.userId).execute();
    clock.set(HOUR);
    await runDue();
    expect(await stored(id)).toMatchObject({ state: "held", reason: expect.stringContaining(why) });
    expect(await batchOf(id)).toBeUndefined();
    // Somebody else runs it with their own rights.
    const digest = await digestNow(made.viewer, id);
    expect(await runNow(made.viewer, id, digest)).toMatchObject({ status: "started" });
    expect(await batchOf(id)).toMatchObject({ user_id: made.viewer.userId });
  });

  it("holds a line with a new risk, begins the rest, and runs the line for who accepts it", async () => {
    const person = (name: string, role: "owner" | "admin" | "member") => ({
      ...{ id: `u-${name}`, email: `${name}@halden.example`, firstName: name, lastName: "Lund", role },
    });
    const people = [person("Owner", "owner"), person("Ada", "admin"), person("Ben", "admin")];
    const made = await vendors.open("paperspace", {
      overrides: {
        people: [...people, person("Cleo", "member"), person("Dan", "member")],
        tokenUser: "u-Owner",
      },
    });
    const teamId = await made.teamId();
    const id = await schedule(
      made.viewer,
      [
        { kind: "member.setRole", input: { teamId, userId: "u-Ada", role: "member" } },
        { kind: "member.remove", input: { teamId, userId: "u-Cleo" } },
      ],
      ahead(HOUR),
    );
    await made.elsewhere({ op: "setRole", user: "u-Ben", role: "member" });
    await db().updateTable("lists").set({ requested_at: new Date().toISOString() }).execute();
    await syncAll(made.connectionId);
    clock.set(HOUR);
    await runDue();
    const batch = await endOf(made.viewer, id);
    expect(batch.changes.map(({ kind, state }) => [kind, state])).toEqual([["member.remove", "done"]]);
    const row = await stored(id);
    expect(row).toMatchObject({ state: "held", batch_id: id });
    expect(JSON.parse(row.held ?? "")).toEqual({ 0: expect.stringContaining("New since it was scheduled") });
    const answer = await runNow(made.viewer, id, await digestNow(made.viewer, id));
    if (answer.status !== "started") throw new Error(answer.status);
    expect(answer.batchId).not.toBe(id);
    await endOf(made.viewer, answer.batchId);
    expect(await stored(id)).toMatchObject({ state: "started", batch_id: id, held: null });
    const there = (await made.state()).members;
    expect(there.find((one) => one.id === "u-Ada")?.role).toBe("member");
    expect(there.some((one) => one.id === "u-Cleo")).toBe(false);
  });

  it("holds a line whose risk was accepted for others, or before there was any", async () => {
    const person = (name: string, role: "owner" | "admin" | "member") => ({
      ...{ id: `u-${name}`, email: `${name}@halden.example`, firstName: name, lastName: "Lund", role },
    });
    const made = await vendors.open("paperspace", {
      overrides: {
        people: [person("Owner", "owner"), person("Ada", "admin"), person("Ben", "admin")],
        tokenUser: "u-Owner",
      },
    });
    const demote = {
      kind: "member.setRole",
      input: { teamId: await made.teamId(), userId: "u-Ada", role: "member" },
    } as const;
    const id = await schedule(made.viewer, [demote], ahead(HOUR), { acknowledged: ["LAST_ADMIN"] });
    await made.elsewhere({ op: "setRole", user: "u-Ben", role: "member" });
    await db().updateTable("lists").set({ requested_at: new Date().toISOString() }).execute();
    await syncAll(made.connectionId);
    clock.set(HOUR);
    await runDue();
    expect(await stored(id)).toMatchObject({ state: "held", batch_id: null });
    expect((await made.state()).members.find((one) => one.id === "u-Ada")?.role).toBe("admin");
  });

  it("asks for a proof where it comes to too much together, and is too many at some point", async () => {
    const made = await bench();
    const asker = await addUser("operator");
    const [one] = await promotions(made, 1);
    if (!one) throw new Error("nobody to promote");
    const waiting = (count: number, size: number, at: string) =>
      db()
        .insertInto("schedules")
        .values(
          Array.from({ length: count }, () => ({
            ...{
              id: crypto.randomUUID(),
              user_id: asker.userId,
              kind: "batch" as const,
              name: "Waits",
            },
            ...{ state: "scheduled" as const, due_at: "2999-01-01T00:00:00.000Z", local_date: "2999-01-01" },
            ...{ local_time: "00:00", zone: "UTC", created_at: at, changed_at: at, reason: null, held: null },
            ...{ late_ms: null, approval_id: null, batch_id: null, ends_change_id: null, payload_digest: "" },
            ...{ idempotency_key: crypto.randomUUID(), size, changes: "[]", asked: "[]", acknowledged: "[]" },
            ...{ undo_of: null, undo_of_batch: null, sealed_values: null, offboards: null },
          })),
        )
        .execute();
    const stepUp = (asked: readonly { name: string }[], tx?: Tx) => requireStepUpFor(asker, asked, tx);
    const attempt = () => applyChanges(asker, submission([one], { at: ahead(HOUR) }), stepUp);
    setTestEnv({ ROLLCALL_STEP_UP_MINUTES: "60", ROLLCALL_STEP_UP_CHANGES: "100" });
    await waiting(1, 500, new Date(Date.now() - 2 * HOUR).toISOString());
    await waiting(1, 99, new Date().toISOString());
    expect((await attempt()).status).toBe("scheduled");
    await expect(attempt()).rejects.toMatchObject({ code: "STEP_UP_NEEDED" });
    setTestEnv({ ROLLCALL_STEP_UP_MINUTES: "0" });
    await waiting(MAX_WAITING - 3, 1, new Date().toISOString());
    await expect(attempt()).rejects.toMatchObject({
      code: "CONFLICT",
      reason: expect.stringContaining("wait already"),
    });
  });

  it("has its turn behind however many that cannot be looked at", async () => {
    const made = await bench();
    const id = await schedule(made.viewer, await promotions(made, 1), ahead(HOUR));
    const row = await stored(id);
    await db()
      .insertInto("schedules")
      .values(
        Array.from({ length: 25 }, () => ({
          ...{ ...row, id: crypto.randomUUID(), idempotency_key: crypto.randomUUID() },
          ...{ due_at: "2026-01-01T00:00:00.000Z", changes: "damaged" },
        })),
      )
      .execute();
    clock.set(HOUR);
    await db()
      .updateTable("schedules")
      .set({ due_at: new Date().toISOString() })
      .where("id", "!=", id)
      .execute();
    await expect(runDue()).rejects.toThrow(SyntaxError);
    await endOf(made.viewer, id);
    expect((await stored(id)).state).toBe("started");
  });

  it("has its lists read in the minute before", async () => {
    const made = await bench();
    const id = await schedule(made.viewer, await promotions(made, 1), ahead(2 * HOUR));
    const team = { connection: made.connectionId, team: await made.teamId() };
    const requested = () =>
      db()
        .selectFrom("lists")
        .select("part")
        .where("team_id", "=", team.team)
        .where("requested_at", "is not", null)
        .execute();
    await db()
      .updateTable("lists")
      .set({ synced_at: "2026-01-01T00:00:00.000Z", requested_at: null })
      .where("connection_id", "=", team.connection)
      .execute();
    expect(await lookAhead()).toBe(0);
    expect(await requested()).toEqual([]);
    clock.set(Date.parse((await stored(id)).due_at) - Date.now() - 30_000);
    expect(await lookAhead()).toBeGreaterThan(0);
    expect((await requested()).map(({ part }) => part)).toContain("members");
  });

  it("is held where the stored token is refused", async () => {
    const made = await bench();
    const id = await schedule(made.viewer, await promotions(made, 1), ahead(HOUR));
    await db()
      .updateTable("connections")
      .set({ state: "refused" })
      .where("id", "=", made.connectionId)
      .execute();
    clock.set(HOUR);
    await runDue();
    expect(await stored(id)).toMatchObject({ state: "held", reason: expect.stringContaining("is refused") });
    await moveSchedule(made.viewer, id, ahead(HOUR));
    await db()
      .updateTable("connections")
      .set({ state: "works" })
      .where("id", "=", made.connectionId)
      .execute();
    clock.set(2 * HOUR);
    await runDue();
    await endOf(made.viewer, id);
    expect((await stored(id)).state).toBe("started");
  });

  it("asks for approval at once, and runs when due where it was given", async () => {
    const made = await bench();
    await setRules(made.viewer, { rules: [{ kind: "member.setRole", above: 0 }], hours: 1 });
    const asker = await addUser("operator");
    const before = await admins(made);
    const id = await schedule(asker, await promotions(made, 1), ahead(5 * HOUR), {
      acknowledged: [APPROVAL_CODE],
    });
    const approvalId = (await stored(id)).approval_id ?? "";
    const request = async () =>
      db().selectFrom("approvals").selectAll().where("id", "=", approvalId).executeTakeFirstOrThrow();
    expect((await request()).expires_at).toBe((await stored(id)).due_at);
    clock.set(2 * HOUR);
    await expireRequests();
    const { waiting } = await listApprovals(made.viewer);
    const shown = waiting.find((one) => one.id === approvalId);
    expect(shown?.scheduled).toMatchObject({ id, when: expect.stringContaining("(UTC)") });
    const digestOf = async () => {
      const plan = (await listApprovals(made.viewer)).waiting.find((one) => one.id === approvalId)?.plan;
      return plan && "digest" in plan ? plan.digest : "";
    };
    // Who looked at it at another time has not seen what it is by now.
    const seen = await digestOf();
    await moveSchedule(asker, id, ahead(4 * HOUR));
    expect(await approveRequest(made.viewer, approvalId, seen)).toEqual({ status: "changed" });
    await moveSchedule(asker, id, ahead(3 * HOUR));
    const digest = await digestOf();
    // Moved while it is being approved: the guard runs between looking and writing.
    const meanwhile = () => moveSchedule(asker, id, ahead(4 * HOUR)).then(() => {});
    await expect(approveRequest(made.viewer, approvalId, digest, meanwhile)).rejects.toMatchObject({
      code: "CONFLICT",
    });
    await moveSchedule(asker, id, ahead(3 * HOUR));
    expect(await approveRequest(made.viewer, approvalId, digest)).toMatchObject({
      status: "scheduled",
      scheduleId: id,
    });
    await runDue();
    expect(await admins(made)).toBe(before);
    // It was approved for that time: who asked for it has no other one without being approved anew.
    for (const attempt of [() => moveSchedule(asker, id, ahead(9 * HOUR)), () => runNow(asker, id, "any")])
      await expect(attempt()).rejects.toMatchObject({
        code: "CONFLICT",
        reason: expect.stringContaining("for this time"),
      });
    clock.set(5 * HOUR);
    await runDue();
    await endOf(asker, id);
    expect(await admins(made)).toBe(before + 1);
    const ended = await request();
    expect(ended).toMatchObject({ state: "approved", batch_id: id });
    // Its hour to try again what fails begins with the batch.
    expect(Date.parse(ended.expires_at)).toBeGreaterThan(Date.now() + 5 * HOUR);
  });

  it("is cancelled where the approval is refused, held where nobody decided, and takes the request along when cancelled", async () => {
    const made = await bench();
    await setRules(made.viewer, { rules: [{ kind: "member.setRole", above: 0 }], hours: 72 });
    const asker = await addUser("operator");
    const changes = await promotions(made, 1);
    const make = () => schedule(asker, changes, ahead(HOUR), { acknowledged: [APPROVAL_CODE] });
    const refused = await make();
    await refuseRequest(made.viewer, (await stored(refused)).approval_id ?? "", "Not now");
    expect(await stored(refused)).toMatchObject({ state: "cancelled", reason: "Its approval was refused" });
    const undecided = await make();
    const cancelled = await make();
    await cancelSchedule(asker, cancelled);
    expect(
      await db()
        .selectFrom("approvals")
        .select("state")
        .where("id", "=", (await stored(cancelled)).approval_id)
        .executeTakeFirst(),
    ).toEqual({ state: "withdrawn" });
    clock.set(HOUR);
    await runDue();
    expect(await stored(undecided)).toMatchObject({ state: "held", reason: "Nobody has approved it" });
    await expect(runNow(asker, undecided, "any")).rejects.toMatchObject({ code: "CONFLICT" });
  });
});
