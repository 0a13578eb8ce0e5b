import { afterEach, beforeEach, expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { APPROVAL_CODE } from "#lib/changes/approvals/constants.ts";
import { listApprovals } from "#lib/changes/approvals/data.ts";
import { approveRequest } from "#lib/changes/approvals/decide.ts";
import { setRules } from "#lib/changes/approvals/rules.ts";
import {
  addUser,
  type Bench,
  endOf,
  expireLeases,
  planChanges,
  submission,
  syncAll,
  withVendors,
} from "#lib/changes/changes.testing.ts";
import { remindOfEnds } from "#lib/changes/ends/remind.ts";
import type { Until } from "#lib/changes/ends/schema.ts";
import { temporaryOf } from "#lib/changes/reviews/temporary.ts";
import { claimWork, countTry } from "#lib/changes/run/claim.ts";
import { cancelSchedule, moveSchedule } from "#lib/changes/schedules/control.ts";
import { runDue } from "#lib/changes/schedules/run-due.ts";
import { ahead, HOUR, MINUTE, withClock } from "#lib/changes/schedules/schedules.testing.ts";
import { type ChangeRequest, changeRequestSchema } from "#lib/changes/schema.ts";
import { nowMs } from "#lib/core/clock.ts";
import { listMembers } from "#lib/directory/members/data.ts";
import { listPeople } from "#lib/directory/people/data.ts";
import { startRunner, stopRunner } from "#lib/jobs/jobs.testing.ts";
import { verifyLog } from "#lib/store/audit/verify.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore, setTestEnv } from "#lib/store/db/db.testing.ts";

const DAY = 24 * HOUR;
const FOUR_HOURS: Until = { minutes: 240 };
const BY_NAME = { q: "", sort: "name", dir: "asc", offset: 0, limit: 50 } as const;

const people = (admins: readonly string[]) => ({
  overrides: {
    people: [
      { id: "u-owner", email: "owner@halden.example", role: "owner" as const },
      ...admins.map((id) => ({ id, email: `${id}@halden.example`, role: "admin" as const })),
      {
        ...{ id: "u-noor", email: "noor@halden.example", firstName: "Noor", lastName: "Haddad" },
        role: "member" as const,
      },
      {
        ...{ id: "u-dan", email: "dan@halden.example", firstName: "Dan", lastName: "Reyes" },
        role: "member" as const,
      },
    ],
    tokenUser: "u-owner",
  },
});

const makeAdmin = async (bench: Bench, userId = "u-noor", until?: Until): Promise<ChangeRequest> => ({
  kind: "member.setRole",
  input: { teamId: await bench.teamId(), userId, role: "admin" },
  ...(until ? { until } : {}),
});
const roleThere = async (bench: Bench, userId = "u-noor") =>
  (await bench.state()).members.find((member) => member.id === userId)?.role;
const theEnd = async (changeId: string) =>
  db().selectFrom("schedules").selectAll().where("ends_change_id", "=", changeId).executeTakeFirst();
const endIs = async (changeId: string) => (await theEnd(changeId))?.state;
/** Events about ends and what is scheduled, as they were told. */
const told = async (): Promise<string[]> =>
  (await db().selectFrom("events").select("action").orderBy("seq").execute())
    .map(({ action }) => action)
    .filter((action) => /^(end|schedule)\./.test(action));
const lastBatch = async () =>
  db()
    .selectFrom("batches")
    .selectAll()
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .executeTakeFirstOrThrow();

describeEachStore("a role for a time", () => {
  const vendors = withVendors();
  const clock = withClock();
  const open = (admins: readonly string[] = ["u-ada"]) => vendors.open("paperspace", people(admins));
  beforeEach(async () => {
    await db().deleteFrom("schedules").execute();
    await db().deleteFrom("ends").execute();
  });
  afterEach(async () => {
    await db().deleteFrom("approval_rules").execute();
  });
  /** What is due is run, and its batch waited for. */
  const due = async (bench: Bench, changeId: string) => {
    await runDue();
    const end = await theEnd(changeId);
    if (end?.batch_id) await endOf(bench.viewer, end.batch_id);
  };

  it("ends by itself: said in the plan, shown by the row, taken back once as an ordinary batch", async () => {
    const bench = await open();
    const request = await makeAdmin(bench, "u-noor", FOUR_HOURS);
    const title = `Make Noor Haddad an admin of ${bench.tenant.teamName} for 4 hours`;
    const plan = await planChanges(bench.viewer, [request]);
    expect(plan.changes[0]).toMatchObject({ title, before: "Member", after: "Admin" });
    expect(plan.digest).not.toBe((await planChanges(bench.viewer, [await makeAdmin(bench)])).digest);
    const given = await bench.apply(request);
    expect(given.sentence).toBe(`Noor Haddad is now an admin of ${bench.tenant.teamName} for 4 hours`);
    const end = await theEnd(given.id);
    expect(end).toMatchObject({ state: "scheduled", kind: "end", size: 1 });
    expect(end?.name).toBe(`End of Admin for Noor Haddad in ${bench.tenant.teamName}`);
    const teamId = await bench.teamId();
    const temporary = await listMembers(teamId, { ...BY_NAME, temporary: "yes" });
    expect(temporary.rows.map((row) => [row.userId, row.end?.at])).toEqual([["u-noor", end?.due_at]]);
    const found = await listPeople({ ...BY_NAME, temporary: "yes" });
    expect(found.rows.map(({ emails }) => emails)).toEqual([["noor@halden.example"]]);

    expect([...(await transact((tx) => temporaryOf(tx, [teamId])))]).toEqual([`${teamId} u-noor`]);

    clock.set(4 * HOUR - MINUTE);
    await due(bench, given.id);
    expect(await roleThere(bench)).toBe("admin");
    clock.set(4 * HOUR + MINUTE);
    await due(bench, given.id);
    await due(bench, given.id);
    expect(await roleThere(bench)).toBe("member");
    expect((await lastBatch()).name).toBe(end?.name);
    expect(await endIs(given.id)).toBe("started");
    expect((await listMembers(teamId, { ...BY_NAME, temporary: "yes" })).total).toBe(0);
    expect((await bench.state()).writes).toHaveLength(2);
    expect((await verifyLog()).ok).toBe(true);
  });

  it("has one end however often its process dies before it was written down", async () => {
    const bench = await open();
    await stopRunner();
    const answer = await applyChanges(
      bench.viewer,
      submission([await makeAdmin(bench, "u-noor", FOUR_HOURS)]),
    );
    if (answer.status !== "accepted") throw new Error(answer.status);
    for (let kill = 0; kill < 3; kill++) {
      for (const claims of await claimWork(bench.connectionId)) await countTry(claims);
      // The call got through, and nobody saw its answer.
      await bench.elsewhere({ op: "setRole", user: "u-noor", role: "admin" });
      await expireLeases();
    }
    expect(await db().selectFrom("ends").select("id").execute()).toEqual([]);
    await startRunner();
    const { changes } = await endOf(bench.viewer, answer.batch.batchId);
    expect(changes[0]?.state).toBe("done");
    expect(await db().selectFrom("ends").select("change_id").execute()).toEqual([
      { change_id: changes[0]?.id },
    ]);
    expect(await endIs(changes[0]?.id ?? "")).toBe("scheduled");
  });

  it("leaves alone what somebody has changed since, here or at the vendor, and who has left", async () => {
    setTestEnv({ ROLLCALL_SMTP_URL: "smtp://127.0.0.1:9", ROLLCALL_SMTP_FROM: "rollcall@halden.example" });
    const bench = await open();
    const given = await bench.apply(await makeAdmin(bench, "u-noor", FOUR_HOURS));
    await bench.elsewhere({ op: "setRole", user: "u-noor", role: "member" });
    const gone = await bench.apply(await makeAdmin(bench, "u-dan", FOUR_HOURS));
    await bench.elsewhere({ op: "removeMember", user: "u-dan" });
    const writes = (await bench.state()).writes.length;
    clock.set(5 * HOUR);
    await runDue();
    expect(await theEnd(given.id)).toMatchObject({ state: "ended", reason: "Somebody has changed it since" });
    expect(await theEnd(gone.id)).toMatchObject({ state: "ended" });
    expect((await bench.state()).writes).toHaveLength(writes);
    const left = await db()
      .selectFrom("notices")
      .select(["what", "lines"])
      .where("event", "=", "end.done")
      .execute();
    expect(left.map(({ lines }) => JSON.parse(lines ?? "{}"))).toContainEqual({
      Why: "Somebody has changed it since",
    });
    setTestEnv({ ROLLCALL_SMTP_URL: "", ROLLCALL_SMTP_FROM: "" });
  });

  it("does not take a team's last admin away: held, and said why", async () => {
    const bench = await open([]);
    const given = await bench.apply(await makeAdmin(bench, "u-noor", FOUR_HOURS));
    clock.set(5 * HOUR);
    await runDue();
    expect(await theEnd(given.id)).toMatchObject({ state: "held" });
    expect((await theEnd(given.id))?.reason).toContain("last confirmed admin");
    expect(await roleThere(bench)).toBe("admin");
    expect(await told()).toContain("schedule.hold");
  });

  it("falls with a change by hand, with an undo, and with who is removed: each said", async () => {
    const bench = await open();
    const given = await bench.apply(await makeAdmin(bench, "u-noor", FOUR_HOURS));
    if (!given.undo) throw new Error("no undo");
    await bench.apply(given.undo, { undoOf: given.id });
    expect(await theEnd(given.id)).toMatchObject({
      state: "cancelled",
      reason: "What was given was taken back",
    });
    const again = await bench.apply(await makeAdmin(bench, "u-noor", FOUR_HOURS));
    const teamId = await bench.teamId();
    await bench.apply({ kind: "member.setRole", input: { teamId, userId: "u-noor", role: "member" } });
    expect(await endIs(again.id)).toBe("cancelled");
    const last = await bench.apply(await makeAdmin(bench, "u-noor", FOUR_HOURS));
    await bench.apply({ kind: "member.remove", input: { teamId, userId: "u-noor" } });
    expect(await theEnd(last.id)).toMatchObject({ state: "cancelled", reason: "They were removed" });
    expect((await told()).filter((action) => action === "end.fall")).toHaveLength(3);
    clock.set(5 * HOUR);
    const writes = (await bench.state()).writes.length;
    await runDue();
    expect((await bench.state()).writes).toHaveLength(writes);
  });

  it("is moved, and made permanent: each an event; longer is asked of the rules", async () => {
    const bench = await open();
    const given = await bench.apply(await makeAdmin(bench, "u-noor", FOUR_HOURS));
    const id = (await theEnd(given.id))?.id ?? "";
    await moveSchedule(bench.viewer, id, ahead(8 * HOUR));
    clock.set(5 * HOUR);
    await runDue();
    expect(await roleThere(bench)).toBe("admin");
    await setRules(bench.viewer, { rules: [{ kind: "member.setRole", above: 0 }], hours: 72 });
    await expect(moveSchedule(bench.viewer, id, ahead(DAY))).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(cancelSchedule(bench.viewer, id)).rejects.toMatchObject({ code: "CONFLICT" });
    await moveSchedule(bench.viewer, id, ahead(HOUR));
    await db().deleteFrom("approval_rules").execute();
    await cancelSchedule(bench.viewer, id);
    expect((await told()).slice(-3)).toEqual(["schedule.move", "schedule.move", "end.keep"]);
    clock.set(2 * DAY);
    await runDue();
    expect(await roleThere(bench)).toBe("admin");
  });

  it("ends though who gave it is disabled by then; what would give more waits", async () => {
    const bench = await open(["u-ada", "u-ben"]);
    const operator = await addUser("operator");
    const give = async (request: ChangeRequest) => {
      const answer = await applyChanges(operator, submission([request]));
      if (answer.status !== "accepted") throw new Error(answer.status);
      return (await endOf(operator, answer.batch.batchId)).changes[0]?.id ?? "";
    };
    const teamId = await bench.teamId();
    const up = await give(await makeAdmin(bench, "u-noor", FOUR_HOURS));
    const down = await give({
      kind: "member.setRole",
      input: { teamId, userId: "u-ben", role: "member" },
      until: FOUR_HOURS,
    });
    await db()
      .updateTable("users")
      .set({ disabled_at: new Date().toISOString() })
      .where("id", "=", operator.userId)
      .execute();
    clock.set(5 * HOUR);
    await due(bench, up);
    expect(await roleThere(bench)).toBe("member");
    expect(await theEnd(down)).toMatchObject({ state: "held" });
    expect(await roleThere(bench, "u-ben")).toBe("member");
  });

  it("is tried again while the vendor is down, until access is over", async () => {
    const bench = await open();
    const given = await bench.apply(await makeAdmin(bench, "u-noor", FOUR_HOURS));
    await bench.faults({ route: "paperspace PUT /teams/:id/users/:userId", status: 503 });
    clock.set(5 * HOUR);
    await due(bench, given.id);
    expect(await endIs(given.id)).toBe("scheduled");
    expect(await told()).toContain("end.retry");
    await bench.faults();
    clock.set(6 * HOUR);
    await runDue();
    const { id } = await lastBatch();
    await endOf(bench.viewer, id);
    expect(await roleThere(bench)).toBe("member");
    expect(await endIs(given.id)).toBe("started");
  }, 60_000);

  it("is refused where its end is none, past, before its beginning or too far away, and by the field", async () => {
    const bench = await open();
    const refusal = async (until: Until) =>
      (await planChanges(bench.viewer, [await makeAdmin(bench, "u-noor", until)])).changes[0]?.refusal
        ?.reason;
    const at = (ms: number): Until => ({ at: new Date(nowMs() + ms).toISOString() });
    expect(await refusal(at(-MINUTE))).toBe("The end is in the past");
    expect(await refusal(at(400 * DAY))).toBe("The end is more than a year ahead");
    expect(await refusal({ date: "2026-02-30", time: "18:00", zone: "UTC" })).toBe("There is no 2026-02-30");
    expect(await refusal({ date: "2026-12-04", time: "18:00", zone: "Mars/Olympus" })).toBe(
      '"Mars/Olympus" is no time zone',
    );
    const late = submission([await makeAdmin(bench, "u-noor", at(HOUR))], { at: ahead(2 * HOUR) });
    await expect(applyChanges(bench.viewer, late)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      reason: "The end is before the beginning",
    });
    const removal = { kind: "member.remove", input: { teamId: "t", userId: "u" }, until: FOUR_HOURS };
    const parsed = changeRequestSchema.safeParse(removal);
    expect(parsed.error?.issues.map(({ path, message }) => [path.join("."), message])).toEqual([
      ["until", "This cannot have an end"],
    ]);
  });

  it("gives no end to what is so already, and says so", async () => {
    const bench = await open();
    const plan = await planChanges(bench.viewer, [await makeAdmin(bench, "u-ada", FOUR_HOURS)]);
    expect(plan.changes[0]?.skip).toContain("no end is set");
    const answer = await applyChanges(
      bench.viewer,
      submission([await makeAdmin(bench, "u-ada", FOUR_HOURS)]),
    );
    expect(answer.status).toBe("accepted");
    expect(await db().selectFrom("ends").select("id").execute()).toEqual([]);
  });

  it("is part of what is approved, and counted from when it was given", async () => {
    const bench = await open();
    const asker = await addUser("operator");
    await setRules(bench.viewer, { rules: [{ kind: "member.setRole", above: 0 }], hours: 72 });
    const asked = await applyChanges(
      asker,
      submission([await makeAdmin(bench, "u-noor", FOUR_HOURS)], { acknowledged: [APPROVAL_CODE] }),
    );
    if (asked.status !== "requested") throw new Error(asked.status);
    clock.set(DAY);
    const waiting = (await listApprovals(bench.viewer)).waiting.find(({ id }) => id === asked.approvalId);
    if (!waiting?.plan || !("digest" in waiting.plan)) throw new Error("no plan");
    expect(waiting.plan.lines[0]?.now.title).toContain("for 4 hours");
    const approved = await approveRequest(bench.viewer, asked.approvalId, waiting.plan.digest);
    if (approved.status !== "approved") throw new Error(approved.status);
    const [change] = (await endOf(asker, approved.batchId)).changes;
    const end = await theEnd(change?.id ?? "");
    const inMs = Date.parse(end?.due_at ?? "") - nowMs();
    expect(inMs).toBeGreaterThan(3.9 * HOUR);
    expect(inMs).toBeLessThanOrEqual(4 * HOUR);
  });

  it("is told of a day and an hour before, once for a time that stands", async () => {
    const bench = await open();
    const given = await bench.apply(await makeAdmin(bench, "u-noor", { minutes: 2 * 24 * 60 }));
    await bench.apply(await makeAdmin(bench, "u-dan", { minutes: 30 }));
    expect(await remindOfEnds()).toBe(0);
    clock.set(DAY + MINUTE);
    expect([await remindOfEnds(), await remindOfEnds()]).toEqual([1, 0]);
    clock.set(2 * DAY - 30 * MINUTE);
    expect([await remindOfEnds(), await remindOfEnds()]).toEqual([1, 0]);
    await moveSchedule(bench.viewer, (await theEnd(given.id))?.id ?? "", ahead(20 * HOUR));
    expect([await remindOfEnds(), await remindOfEnds()]).toEqual([1, 0]);
  });

  it("of an invitation: at its end they are taken out of where it brought them", async () => {
    const bench = await vendors.open("gitbook", { members: 6 });
    const teamId = await bench.teamId();
    const given = await bench.apply({
      kind: "org.invite",
      input: {
        ...{ connectionId: bench.connectionId, email: "guest@elsewhere.example" },
        ...{ teamId, role: "member" },
      },
      until: { minutes: 7 * 24 * 60 },
    });
    expect([given.state, given.reason]).toEqual(["done", undefined]);
    expect(given.title).toContain(", for 7 days");
    await syncAll(bench.connectionId);
    const there = async () =>
      (await listMembers(teamId, { ...BY_NAME, q: "guest@elsewhere.example" })).rows.length;
    expect(await there()).toBe(1);
    clock.set(8 * DAY);
    await due(bench, given.id);
    await syncAll(bench.connectionId);
    expect(await endIs(given.id)).toBe("started");
    expect(await there()).toBe(0);
  });
});
