import { afterEach, beforeEach, expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { addUser, submission, withVendors } from "#lib/changes/changes.testing.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { createWebhook } from "#lib/insight/webhooks/mutations.ts";
import { type Receiver, startReceiver } from "#lib/insight/webhooks/webhooks.testing.ts";
import { deliverDue } from "#lib/jobs/deliveries.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore, setTestEnv } from "#lib/store/db/db.testing.ts";
import { APPROVAL_CODE } from "./constants.ts";
import { listApprovals } from "./data.ts";
import { approveRequest, expireRequests, refuseRequest, withdrawRequest } from "./decide.ts";
import { setRules } from "./rules.ts";

describeEachStore("a request", () => {
  const vendors = withVendors();
  let to: Receiver;
  beforeEach(async () => {
    setTestEnv({ ROLLCALL_WEBHOOK_ALLOW: "127.0.0.1" });
    to = await startReceiver((response) => response.writeHead(204).end());
  });
  afterEach(async () => {
    await to.close();
    await db().deleteFrom("webhooks").execute();
    await db().deleteFrom("approval_rules").execute();
  });
  const asking = async () => {
    const bench = await vendors.open("paperspace", { members: 8 });
    const teamId = await bench.teamId();
    const people = (await bench.state()).members.filter((one) => one.role === "member" && !one.invited);
    const asker = await addUser("operator");
    await setRules(bench.viewer, { rules: [{ kind: "member.setRole", above: 0 }], hours: 72 });
    const ask = async (count: number, name?: string) => {
      const changes = people.slice(0, count).map(
        ({ id }): ChangeRequest => ({
          kind: "member.setRole",
          input: { teamId, userId: id, role: "admin" },
        }),
      );
      const more = { acknowledged: [APPROVAL_CODE], ...(name ? { name } : {}) };
      const answer = await applyChanges(asker, submission(changes, more));
      if (answer.status !== "requested") throw new Error(answer.status);
      return answer.approvalId;
    };
    return { bench, asker, ask };
  };

  it("is called by what it does; what its asker calls it, and both addresses, stand apart", async () => {
    const { bench, asker, ask } = await asking();
    const [plain, named] = [await ask(2), await ask(2, "Rename a team, nothing to see")];
    const { waiting } = await listApprovals(bench.viewer);
    const rows = [plain, named].map((id) => waiting.find((one) => one.id === id));
    for (const row of rows)
      expect(row).toMatchObject({
        name: expect.stringMatching(/^Change the role of 2 people in /),
        askedBy: asker.name,
        askedByEmail: asker.email,
      });
    expect(rows[0]).not.toHaveProperty("called");
    expect(rows[1]).toMatchObject({ called: "Rename a team, nothing to see" });
    await refuseRequest(bench.viewer, named, "No");
    const { ended } = await listApprovals(asker);
    expect(ended.find(({ id }) => id === named)).toMatchObject({
      name: expect.stringMatching(/^Change the role/),
      decidedBy: bench.viewer.name,
      decidedByEmail: bench.viewer.email,
    });
    const told = await db()
      .selectFrom("events")
      .select(["action", "personal"])
      .where("action", "like", "approval.%")
      .execute();
    const refused = told.find(({ action }) => action === "approval.refuse");
    expect(JSON.parse(refused?.personal ?? "{}").data).toMatchObject({
      what: expect.stringMatching(/^Change the role/),
      called: "Rename a team, nothing to see",
    });
  });

  it("is told to webhooks when it is made, and once when it is decided, whichever way", async () => {
    const { bench, asker, ask } = await asking();
    const events = ["approval.requested", "approval.decided"] as const;
    await createWebhook("system", { url: to.url, label: "Ops", events: [...events], withNames: false });
    await createWebhook("system", { url: to.url, label: "Names", events: [...events], withNames: true });
    const told = async () => {
      to.received.length = 0;
      await deliverDue();
      return to.received.map(
        ({ body }) => JSON.parse(body) as { type: string; data: Record<string, unknown> },
      );
    };
    const ids = [await ask(1, "A free title"), await ask(1), await ask(1), await ask(1)] as const;
    const requested = await told();
    expect(requested.map(({ type }) => type)).toEqual(Array(8).fill("approval.requested"));
    const first = requested.filter(({ data }) => data.approvalId === ids[0]);
    expect(first).toHaveLength(2);
    for (const { data } of first)
      expect(data).toMatchObject({ changes: 1, kinds: ["member.setRole"], expiresAt: expect.any(String) });
    const named = first.filter(({ data }) => "askedBy" in data);
    expect(named).toHaveLength(1);
    expect(named[0]?.data).toMatchObject({
      what: expect.stringMatching(/^Make /),
      askedBy: { name: asker.name, email: asker.email },
    });
    const plain = first.find(({ data }) => !("askedBy" in data));
    expect(JSON.stringify(plain)).not.toContain(asker.email);

    const plan = (await listApprovals(bench.viewer)).waiting.find(({ id }) => id === ids[0])?.plan;
    if (!plan || !("digest" in plan)) throw new Error("no plan");
    const approved = await approveRequest(bench.viewer, ids[0], plan.digest);
    await refuseRequest(bench.viewer, ids[1], "Not now");
    await withdrawRequest(asker, ids[2]);
    await db().updateTable("approvals").set({ expires_at: "2026-01-01" }).where("id", "=", ids[3]).execute();
    await expireRequests();
    await expireRequests();
    const decided = (await told()).filter(({ data }) => "what" in data);
    expect(
      Object.fromEntries(
        decided.map(({ type, data }) => [`${type} ${String(data.approvalId)}`, data.decision]),
      ),
    ).toEqual({
      [`approval.decided ${ids[0]}`]: "approved",
      [`approval.decided ${ids[1]}`]: "refused",
      [`approval.decided ${ids[2]}`]: "withdrawn",
      [`approval.decided ${ids[3]}`]: "expired",
    });
    expect(decided).toHaveLength(4);
    const by = (decision: string) => decided.find(({ data }) => data.decision === decision)?.data;
    expect(by("approved")).toMatchObject({
      ...("batchId" in approved ? { batchId: approved.batchId } : {}),
      decidedBy: { email: bench.viewer.email },
    });
    expect(by("refused")).toMatchObject({ reason: "Not now" });
    expect(by("expired")).not.toHaveProperty("decidedBy");
  });
});
