import { afterEach, describe, expect, it, vi } from "vitest";
import { callAction } from "#lib/access/action/use-action-mutation.ts";
import { addUser, withVendors } from "#lib/changes/changes.testing.ts";
import { idOfKey } from "#lib/core/ids.ts";
import { insertConnection } from "#lib/directory/connections/mutations.ts";
import { createPolicy } from "#lib/directory/policies/mutations.ts";
import { createWebhook } from "#lib/insight/webhooks/mutations.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { getVendor } from "#lib/vendors/registry.ts";

const KEY = "2f1b9c1e-6f3a-4c52-9a52-0d3f0f6f6a10";

describe("callAction after a lost answer", () => {
  afterEach(() => {
    vi.useRealTimers();
  });
  const lost = () => Promise.reject(new TypeError("Failed to fetch"));
  const call = async (answers: (() => Promise<object>)[], again?: true | "NOT_FOUND") => {
    vi.useFakeTimers();
    const action = vi.fn(() => (answers.shift() ?? lost)());
    const end = callAction(action, undefined, again).catch((failure: { error: object }) => failure.error);
    await vi.advanceTimersByTimeAsync(5_000);
    return { end: await end, times: action.mock.calls.length };
  };
  const answer = (data: unknown) => async () => ({ data });
  const refusal = (code: string) => async () => ({ serverError: { code } });

  it("sends again what is one effect, and says how it is now", async () => {
    expect(await call([lost, answer("link")], true)).toEqual({ end: "link", times: 2 });
    expect(await call([lost, refusal("NOT_FOUND")], "NOT_FOUND")).toEqual({ end: undefined, times: 2 });
    expect(await call([lost, refusal("FORBIDDEN")], "NOT_FOUND")).toMatchObject({
      end: { code: "FORBIDDEN" },
    });
    expect(await call([lost, lost], true)).toMatchObject({
      end: { reason: expect.stringContaining("nothing happens twice") },
      times: 2,
    });
  });

  it("sends nothing else again, and says that it may have been done", async () => {
    expect(await call([lost, answer("twice")])).toMatchObject({
      end: { reason: expect.stringContaining("may have been done") },
      times: 1,
    });
    expect(await call([refusal("NOT_FOUND")], "NOT_FOUND")).toMatchObject({ end: { code: "NOT_FOUND" } });
  });
});

describeEachStore("a form of Rollcall's own, sent again after its answer was lost", () => {
  const vendors = withVendors();
  const count = async (table: "connections" | "policies" | "webhooks") =>
    (await db().selectFrom(table).select("id").execute()).length;

  it("makes one policy, one webhook with one signing secret, and one connection", async () => {
    const viewer = await addUser("admin");
    const actor = { id: viewer.userId };
    const id = idOfKey(viewer.userId, KEY);
    expect(id).not.toBe(idOfKey("somebody-else", KEY));
    const before = { policies: await count("policies"), webhooks: await count("webhooks") };
    const policy = { teamId: "", pattern: "LOST_*", days: 30 };
    for (let time = 0; time < 2; time++) expect(await createPolicy(actor, policy, id)).toBe(id);
    await expect(createPolicy(actor, { ...policy, pattern: "OTHER_*" }, id)).rejects.toMatchObject({
      code: "KEY_REUSED",
    });
    const hook = { url: "https://example.com/hook", label: "", events: [], withNames: false };
    const made = await createWebhook(actor, hook, id);
    expect(await createWebhook(actor, hook, id)).toEqual(made);
    expect([await count("policies"), await count("webhooks")]).toEqual([
      before.policies + 1,
      before.webhooks + 1,
    ]);

    const token = `test-${crypto.randomUUID()}`;
    const tenant = await vendors.control().createTenant({ vendor: "paperspace", token, members: 2 });
    const access = { token, targetId: tenant.teamId, queueKey: "check" };
    const check = await getVendor("paperspace").open(access).checkToken();
    const [target] = check.targets;
    if (!target) throw new Error("the token reaches nothing");
    const input = { vendor: "paperspace" as const, token, label: "Lost" };
    const connections = await count("connections");
    for (let time = 0; time < 2; time++)
      expect(await insertConnection(actor, input, check, target, id)).toBe(id);
    expect(await count("connections")).toBe(connections + 1);
    await expect(insertConnection(actor, input, check, target)).rejects.toMatchObject({ code: "CONFLICT" });
    // What else the form holds by now was not stored, and is not said to be.
    const reused = { code: "KEY_REUSED" };
    const other = { ...input, token: `${token}-other` };
    await expect(insertConnection(actor, other, check, target, id)).rejects.toMatchObject(reused);
    const elsewhere = { ...target, id: "elsewhere" };
    await expect(insertConnection(actor, input, check, elsewhere, id)).rejects.toMatchObject(reused);
  });
});
