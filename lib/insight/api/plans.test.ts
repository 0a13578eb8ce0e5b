import { randomUUID } from "node:crypto";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { TURNS_AT_ONCE, takeTurn } from "#lib/access/action/api-rate.ts";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { TOKEN_SCOPES } from "#lib/access/tokens/constants.ts";
import { endToken } from "#lib/access/tokens/mutations.ts";
import { setUserDisabled, setUserRole } from "#lib/access/users/mutations.ts";
import { listApprovals } from "#lib/changes/approvals/data.ts";
import { approveRequest } from "#lib/changes/approvals/decide.ts";
import { setRules } from "#lib/changes/approvals/rules.ts";
import { retryBatch } from "#lib/changes/batches/retry.ts";
import { addUser, type Bench, endOf, submission, withVendors } from "#lib/changes/changes.testing.ts";
import { sweepPlans } from "#lib/changes/proposals/stored.ts";
import { begin } from "#lib/changes/run/begin.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { erasePerson } from "#lib/directory/people/erase-person.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore, setTestEnv } from "#lib/store/db/db.testing.ts";
import { ask, makeToken } from "./api.testing.ts";

const ALL = [...TOKEN_SCOPES];
const CANARY = "canary-7f3a-value-of-a-secret";

type Said = Record<string, unknown> & {
  id: string;
  digest: string;
  total: number;
  isStale: boolean;
  batchId: string;
  approvalId: string;
  status: string;
  risks: { code: string }[];
  appliedAs: Record<string, string | null> | null;
};

describeEachStore("plans of programs", () => {
  const vendors = withVendors();
  let bench: Bench;
  let owner: Viewer;
  let teamId = "";
  let members: string[] = [];
  const token = async (given: { kind?: "user" | "agent"; scopes?: typeof ALL; of?: Viewer } = {}) =>
    (
      await makeToken(given.of ?? owner, {
        name: randomUUID(),
        kind: given.kind ?? "user",
        scopes: given.scopes ?? ALL,
      })
    ).token;
  beforeAll(async () => {
    bench = await vendors.open("gitbook", { members: 40, orgMembers: 42, enterprise: true });
    owner = bench.viewer;
    teamId = await bench.teamId();
    members = await bench.plainMembers();
  });
  afterEach(async () => {
    await db().deleteFrom("approval_rules").execute();
  });

  /** Each test changes somebody of its own. */
  const next = () => {
    const userId = members.pop();
    if (!userId) throw new Error("too few members");
    return { changes: [{ kind: "member.setRole", input: { teamId, userId, role: "owner" } }] };
  };
  const plan = async (by: string, body: unknown): Promise<Said> => {
    const { status, body: said, headers, text } = await ask("/plans", { token: by, body });
    expect([status, text]).toEqual([201, text]);
    expect(headers.get("location")).toBe(`/api/v1/plans/${(said as Said).id}`);
    return said as Said;
  };
  const apply = async (by: string, made: Said, more: object = {}, key: string = randomUUID()) => {
    const acknowledged = made.risks.map(({ code }) => code);
    const answer = await ask("/batches", {
      ...{ token: by, body: { planId: made.id, digest: made.digest, acknowledged, ...more } },
      headers: { "idempotency-key": key },
    });
    return { ...answer, body: answer.body as Said };
  };
  const batchesNow = async () =>
    (await db().selectFrom("batches").select("id").where("user_id", "=", owner.userId).execute()).length;

  it("are made, looked at, applied once, and tell what they became", async () => {
    const by = await token();
    const made = await plan(by, next());
    expect(made).toMatchObject({ kind: "changes", total: 1, isStale: false, appliedAs: null, brakes: [] });
    const looked = await ask("/plans/{id}", { token: by, id: made.id });
    expect(looked.body).toMatchObject({ id: made.id, digest: made.digest, isStale: false });
    const before = await batchesNow();
    const key = `pipeline 42`.replace(" ", "-");
    const first = await apply(by, made, {}, key);
    expect(first).toMatchObject({ status: 202, body: { status: "accepted" } });
    expect(first.headers.get("location")).toBe(`/api/v1/batches/${first.body.batchId}`);
    await endOf(owner, first.body.batchId);
    // The answer was lost, and it is sent again: by the same key, and by another pipeline's.
    expect((await apply(by, made, {}, key)).body).toEqual(first.body);
    expect((await apply(by, made, {}, "other")).body).toEqual(first.body);
    expect(await batchesNow()).toBe(before + 1);
    const after = await ask("/plans/{id}", { token: by, id: made.id });
    expect(after.body).toMatchObject({ isStale: true, appliedAs: { batchId: first.body.batchId } });
    const batch = await ask("/batches/{id}", { token: by, id: first.body.batchId });
    expect(batch.body).toMatchObject({
      by: expect.stringMatching(/^token “.+” of Robin/),
      state: "finished",
    });
    const events = await db()
      .selectFrom("events")
      .select("personal")
      .where("batch_id", "=", first.body.batchId)
      .execute();
    expect(events.length).toBeGreaterThan(1);
    expect(events.every(({ personal }) => personal?.includes('"token":'))).toBe(true);
  });

  it("are one batch when two programs apply one at the same time", async () => {
    const [one, two] = [await token(), await token()];
    const made = await plan(one, next());
    const before = await batchesNow();
    const answers = await Promise.all([
      apply(one, made),
      apply(two, made),
      apply(two, made),
      apply(one, made),
    ]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect(await batchesNow()).toBe(before + 1);
  });

  it("refuse another body under a key, another digest, and what somebody else planned", async () => {
    const by = await token();
    const [one, two] = [await plan(by, next()), await plan(by, next())];
    const key = randomUUID();
    expect((await apply(by, one, {}, key)).status).toBe(202);
    for (const again of [apply(by, two, {}, key), apply(by, one, { name: "Other" }, key)])
      expect((await again).body).toMatchObject({ status: 422, code: "KEY_REUSED" });
    expect((await apply(by, { ...two, digest: one.digest })).body).toMatchObject({
      ...{ status: 409, code: "PLAN_CHANGED" },
    });
    const stranger = await token({ of: await addUser("operator") });
    const foreign = await apply(stranger, two);
    expect([foreign.status, (await ask("/plans/{id}", { token: stranger, id: "none" })).status]).toEqual([
      404, 404,
    ]);
    for (const bad of [undefined, "a b", "x".repeat(256)]) {
      const { status, body } = await ask("/batches", {
        ...{ token: by, body: { planId: two.id, digest: two.digest } },
        headers: bad === undefined ? {} : { "idempotency-key": bad },
      });
      expect([status, body]).toMatchObject([400, { fields: { "Idempotency-Key": [expect.any(String)] } }]);
    }
  });

  it("say that nothing is left, and refuse risks that were not accepted by name", async () => {
    const by = await token();
    const same = next();
    const made = await plan(by, same);
    const open = await apply(by, made, { acknowledged: [] });
    if (made.risks.length > 0)
      expect(open.body).toMatchObject({ code: "NEEDS_CONFIRMATION", risks: made.risks });
    const done = await apply(by, made);
    await endOf(owner, done.body.batchId);
    const again = await plan(by, same);
    expect(again).toMatchObject({ counts: { apply: 0, skipped: 1 } });
    const before = await batchesNow();
    expect(await apply(by, again)).toMatchObject({ status: 200, body: { status: "nothing" } });
    const agent = await token({ kind: "agent" });
    const asked = await apply(agent, await plan(agent, same));
    expect([asked.status, asked.body]).toEqual([200, { status: "nothing" }]);
    expect(await batchesNow()).toBe(before);
  });

  it("need a scope of each kind of change, whenever they are looked at", async () => {
    const reader = await token({ scopes: ["team.read", "member.read"] });
    expect((await ask("/plans", { token: reader, body: next() })).status).toBe(403);
    const adder = await token({ scopes: ["member.add"] });
    expect((await ask("/plans", { token: adder, body: next() })).body).toMatchObject({ code: "FORBIDDEN" });
    const made = await plan(await token(), next());
    expect((await ask("/plans/{id}", { token: adder, id: made.id })).status).toBe(403);
    expect((await apply(adder, made)).status).toBe(403);
    const chooser = await token({ scopes: ["member.setRole"] });
    const filter = { of: "members", teamId, filter: {}, action: { do: "setRole", role: "member" } };
    expect((await ask("/plans", { token: chooser, body: { filter } })).body).toMatchObject({
      detail: "This token has no scope “member.read”",
    });
  });

  describe("of an agent", () => {
    it("become a request that its own person decides where no rule wants another one", async () => {
      const by = await token({ kind: "agent" });
      const made = await plan(by, next());
      expect(made.risks).toContainEqual({
        ...{ code: "approval.needed", count: 1 },
        text: "Needs approval by a person in Rollcall",
      });
      const before = await batchesNow();
      const asked = await apply(by, made, { acknowledged: made.risks.map(({ code }) => code).slice(0, -1) });
      expect(asked).toMatchObject({ status: 202, body: { status: "requested" } });
      expect(await batchesNow()).toBe(before);
      const { waiting } = await seeingAs(owner, () => listApprovals(owner));
      const request = waiting.find(({ id }) => id === asked.body.approvalId);
      expect(request).toMatchObject({
        askedBy: expect.stringMatching(/^agent token “.+” of Robin/),
        ...{ isMine: true, mayDecide: true },
      });
      const digest = request?.plan && "digest" in request.plan ? request.plan.digest : "";
      expect((await ask("/approvals/{id}", { token: by, id: asked.body.approvalId })).body).toMatchObject({
        ...{ state: "pending", batchId: null },
      });
      const approved = await approveRequest(owner, asked.body.approvalId, digest);
      expect(approved).toMatchObject({ status: "approved" });
      const told = await ask("/approvals/{id}", { token: by, id: asked.body.approvalId });
      expect(told.body).toMatchObject({ state: "approved", batchId: expect.any(String) });
      const { batchId } = told.body as Said;
      await endOf(owner, batchId);
      expect((await ask("/batches/{id}", { token: by, id: batchId })).body).toMatchObject({
        by: expect.stringMatching(/^agent token “/),
      });
    });

    it("wait for somebody else where a rule wants it, by then too, and by what the person does besides", async () => {
      const by = await token({ kind: "agent" });
      const asked = await apply(by, await plan(by, next()));
      const digestNow = async () => {
        const { waiting } = await seeingAs(owner, () => listApprovals(owner));
        const found = waiting.find(({ id }) => id === asked.body.approvalId)?.plan;
        return found && "digest" in found ? found.digest : "";
      };
      await setRules(owner, { rules: [{ kind: "member.setRole", above: 0 }], hours: 72 });
      await expect(approveRequest(owner, asked.body.approvalId, await digestNow())).rejects.toMatchObject({
        reason: "Your own token asked for this: somebody else has to approve it",
      });
      const other = await addUser("admin");
      const { waiting } = await seeingAs(other, () => listApprovals(other));
      const plan2 = waiting.find(({ id }) => id === asked.body.approvalId)?.plan;
      const digest = plan2 && "digest" in plan2 ? plan2.digest : "";
      expect(await approveRequest(other, asked.body.approvalId, digest)).toMatchObject({
        status: "approved",
      });
      // What they approved themself counts as theirs.
      await setRules(owner, { rules: [], hours: 72 });
      const mine = await addUser("operator");
      const own = await token({ kind: "agent", of: mine });
      const first = await apply(own, await plan(own, next()));
      const second = await apply(own, await plan(own, next()));
      await setRules(owner, { rules: [{ kind: "member.setRole", above: 1 }], hours: 72 });
      const decide = async (id: string) => {
        const listed = await seeingAs(mine, () => listApprovals(mine));
        const found = listed.waiting.find((one) => one.id === id)?.plan;
        return approveRequest(mine, id, found && "digest" in found ? found.digest : "");
      };
      expect(await decide(first.body.approvalId)).toMatchObject({ status: "approved" });
      await expect(decide(second.body.approvalId)).rejects.toMatchObject({ code: "CONFLICT" });
    });

    it("never begin, whatever way leads there: at a time, and by hand of the function below", async () => {
      const by = await token({ kind: "agent" });
      const at = new Date(Date.now() + 3_600_000).toISOString();
      const asked = await apply(by, await plan(by, next()), { at });
      expect(asked.body).toMatchObject({ status: "scheduled" });
      const row = await db()
        .selectFrom("schedules")
        .select(["approval_id", "token_id"])
        .where("id", "=", String(asked.body.scheduleId))
        .executeTakeFirstOrThrow();
      expect(row).toMatchObject({ approval_id: expect.any(String), token_id: expect.any(String) });
      const viewer: Viewer = { ...owner, token: { id: "t", name: "t", kind: "agent", scopes: ALL } };
      await expect(begin(viewer, [], { submission: submission([]), digest: "" })).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
      await expect(retryBatch(viewer, "none")).rejects.toMatchObject({ code: "FORBIDDEN" });
    });
  });

  it("wait for a person where a session would have to prove whose it is", async () => {
    const by = await token();
    const made = await plan(by, { changes: [{ kind: "team.delete", input: { teamId } }] });
    expect(made.risks.map(({ code }) => code)).toContain("approval.needed");
    expect((await apply(by, made)).body).toMatchObject({ status: "requested" });
    // Many changes within an hour too: together with those of the person's other tokens.
    const busy = await addUser("operator");
    const [one, two] = [await token({ of: busy }), await token({ of: busy })];
    setTestEnv({ ROLLCALL_STEP_UP_CHANGES: "1" });
    try {
      expect((await apply(one, await plan(one, next()))).body).toMatchObject({ status: "accepted" });
      const second = await plan(two, next());
      expect(second.risks).toContainEqual({
        ...{ code: "approval.needed", count: 1 },
        text: "Needs approval by a person in Rollcall",
      });
      expect((await apply(two, second, { acknowledged: [] })).body).toMatchObject({
        ...{ status: 422, code: "NEEDS_CONFIRMATION", risks: second.risks },
      });
      expect((await apply(two, second)).body).toMatchObject({ status: "requested" });
    } finally {
      setTestEnv({ ROLLCALL_STEP_UP_CHANGES: "100" });
    }
  });

  it("are refused without a token that works, also where it worked a moment ago", async () => {
    const asked = next();
    const other = await addUser("operator");
    const one = await makeToken(other, { name: "One", scopes: ALL });
    const made = await plan(one.token, asked);
    const both = async (by: string | undefined) => {
      const to = by === undefined ? {} : { token: by };
      const key = { "idempotency-key": randomUUID() };
      const body = { planId: made.id, digest: made.digest };
      return [
        (await ask("/plans", { ...to, body: asked })).status,
        (await ask("/batches", { ...to, body, headers: key })).status,
        (await ask("/plans/{id}", { ...to, id: made.id })).status,
      ];
    };
    for (const wrong of [undefined, "", "rcl_none", `${one.token}x`])
      expect([wrong, await both(wrong)]).toEqual([wrong, [401, 401, 401]]);
    // A limit that was narrowed since leaves nothing of the plan.
    const subject = `user:${other.userId}`;
    await db().insertInto("limits").values({ subject, created_by: "test", created_at: "" }).execute();
    expect(await both(one.token)).toEqual([404, 404, 404]);
    await db().deleteFrom("limits").where("subject", "=", subject).execute();
    // A role that was lowered since allows none of its changes.
    await setUserRole(owner, { id: owner.userId }, other.userId, "viewer");
    expect(await both(one.token)).toEqual([403, 403, 403]);
    await setUserRole(owner, { id: owner.userId }, other.userId, "operator");
    await setUserDisabled(owner, { id: owner.userId }, other.userId, true);
    expect(await both(one.token)).toEqual([401, 401, 401]);
    const two = await makeToken(owner, { name: randomUUID(), scopes: ALL });
    await endToken(owner, two.id);
    expect(await both(two.token)).toEqual([401, 401, 401]);
    expect(
      (await db().selectFrom("batches").select("id").where("user_id", "=", other.userId).execute()).length,
    ).toBe(0);
  });

  it("are planned two at a time by a token, and others are told to wait", async () => {
    const { id, token: by } = await makeToken(owner, { name: randomUUID(), scopes: ALL });
    const asked = next();
    const ends = Array.from({ length: TURNS_AT_ONCE }, () => takeTurn(`token:${id}`));
    const busy = await ask("/plans", { token: by, body: asked });
    expect([busy.status, busy.headers.get("retry-after"), busy.body]).toMatchObject([
      429,
      "1",
      { code: "TOO_MANY_ATTEMPTS" },
    ]);
    ends.pop()?.();
    // And each gives its own turn back.
    for (let each = 0; each < TURNS_AT_ONCE; each++)
      expect((await ask("/plans", { token: by, body: asked })).status).toBe(201);
    ends.pop()?.();
  });

  it("page through many lines by a cursor of one plan as it stands", async () => {
    const by = await token();
    const changes = Array.from({ length: 450 }, (_, index) => ({
      kind: "team.create",
      input: { connectionId: bench.connectionId, title: `Team ${index}` },
    }));
    const made = await plan(by, { changes });
    type Lines = { lines: { items: { title: string }[]; next: string | null; total: number } };
    const titles: string[] = [];
    let page = made as unknown as Lines;
    for (let pages = 0; pages < 10; pages++) {
      titles.push(...page.lines.items.map(({ title }) => title));
      if (page.lines.next === null) break;
      const { body } = await ask("/plans/{id}", {
        token: by,
        id: made.id,
        query: `limit=150&cursor=${page.lines.next}`,
      });
      page = body as Lines;
    }
    expect([titles.length, new Set(titles).size, page.lines.total]).toEqual([450, 450, 450]);
    const other = await plan(by, next());
    const { next: cursor } = (made as unknown as Lines).lines;
    expect((await ask("/plans/{id}", { token: by, id: other.id, query: `cursor=${cursor}` })).status).toBe(
      400,
    );
  });

  it("keep the value of a secret sealed, until it was applied and nowhere else", async () => {
    const cloud = await vendors.open("paperspace", { members: 4 });
    const secrets = { teamId: await cloud.teamId(), name: "NEW_KEY", value: CANARY };
    const by = await token({ of: cloud.viewer });
    const made = await plan(by, { changes: [{ kind: "secret.create", input: secrets }] });
    const stored = async () => {
      const row = await db().selectFrom("plans").selectAll().where("id", "=", made.id).executeTakeFirst();
      return { sealed: row?.sealed_values, said: JSON.stringify(row) };
    };
    expect((await stored()).sealed).not.toBeNull();
    const looked = await ask("/plans/{id}", { token: by, id: made.id });
    expect(looked.body).toMatchObject({ digest: made.digest, isStale: false });
    const done = await apply(by, made);
    expect(done.body).toMatchObject({ status: "accepted" });
    const outcome = await endOf(cloud.viewer, done.body.batchId);
    expect(outcome.changes[0]?.state).toBe("done");
    expect((await stored()).sealed).toBeNull();
    const everywhere = await Promise.all(
      (["plans", "batches", "changes", "events", "approvals", "schedules"] as const).map((table) =>
        db().selectFrom(table).selectAll().execute(),
      ),
    );
    const wrong = await ask("/plans", {
      ...{ token: by },
      body: { changes: [{ kind: "secret.create", input: { ...secrets, value: [CANARY], [CANARY]: 1 } }] },
    });
    expect(wrong.status).toBe(400);
    expect(JSON.stringify([everywhere, made, looked.text, done.text])).not.toContain(CANARY);
    expect(JSON.stringify((wrong.body as { detail: string }).detail)).not.toContain(`"${CANARY}"`);
  });

  it("go with the person whom they are about", async () => {
    const by = await token();
    const asked = next();
    const [made, other] = [await plan(by, asked), await plan(by, next())];
    const { person_id: personId } = await db()
      .selectFrom("members")
      .select("person_id")
      .where("user_id", "=", asked.changes[0]?.input.userId ?? "")
      .executeTakeFirstOrThrow();
    await erasePerson(personId, { id: owner.userId });
    expect((await ask("/plans/{id}", { token: by, id: made.id })).status).toBe(404);
    expect((await ask("/plans/{id}", { token: by, id: other.id })).status).toBe(200);
  });

  it("are gone after a week, whatever the program's clock says", async () => {
    const by = await token();
    const made = await plan(by, next());
    await db()
      .updateTable("plans")
      .set({ expires_at: new Date(Date.now() - 1).toISOString() })
      .where("id", "=", made.id)
      .execute();
    expect((await ask("/plans/{id}", { token: by, id: made.id })).status).toBe(404);
    expect((await apply(by, made)).status).toBe(404);
    await sweepPlans();
    expect(await db().selectFrom("plans").select("id").where("id", "=", made.id).execute()).toEqual([]);
  });
});
