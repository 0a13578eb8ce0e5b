import { describe, expect, it } from "vitest";
import { useSandbox } from "#lib/directory/sync/sync.testing.ts";
import { db } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";
import { checkToken } from "./check.ts";
import { insertConnection } from "./mutations.ts";
import { openConnection } from "./open.ts";
import { connectionQueueState } from "./queue.ts";

describe("calls with one token", () => {
  useTestStore();
  const sandbox = useSandbox();

  it("never are five at once, whichever connection or form makes them", async () => {
    const { token, organizations, connectionId } = await sandbox.connect("gitbook", { organizations: 2 });
    const target = {
      id: organizations[1]?.id ?? "",
      name: "Second",
      may: { view: true, manage: true },
      rights: [],
    };
    const check = await checkToken("gitbook", token);
    const second = await insertConnection("system", { vendor: "gitbook", token, label: "2" }, check, target);
    await sandbox.control().setLatency(token, 30);
    const opened = await Promise.all([connectionId, second].map((id) => openConnection(id)));
    const reads = opened.flatMap(({ client }) =>
      Array.from({ length: 6 }, () => client.listTeams(undefined)),
    );
    await Promise.all([...reads, checkToken("gitbook", token), checkToken("gitbook", token)]);
    expect(await sandbox.control().maxConcurrent(token)).toBe(4);
    expect(await db().selectFrom("connections").select("id").execute()).toHaveLength(2);
  });

  it("pause for all of them when the vendor limits one, and every connection can say so", async () => {
    const tenant = await sandbox.connect("gitbook");
    const other = await sandbox.connect("gitbook");
    await tenant.faults({ route: "GET /user", rateLimit: { retryAfter: "1" }, times: 1 });
    await Promise.all([tenant, other].map(({ connectionId }) => openConnection(connectionId)));
    const checking = checkToken("gitbook", tenant.token);
    await expect
      .poll(() => connectionQueueState(tenant.connectionId).pausedUntil)
      .toBeGreaterThan(Date.now());
    expect(connectionQueueState(other.connectionId).pausedUntil).toBeUndefined();
    await checking;
    expect(connectionQueueState(tenant.connectionId)).toEqual({ running: 0, waiting: 0 });
  });

  it.each(["gitbook", "paperspace"] as const)("slow down before %s has to say 429", async (vendor) => {
    const tenant = await sandbox.connect(vendor);
    const control = sandbox.control();
    await control.mutate(tenant.token, {
      op: "configure",
      settings: { rateLimit: { calls: 12, windowMs: 1_500 } },
    });
    await control.clearCalls(tenant.token);
    const { client } = await openConnection(tenant.connectionId);
    await Promise.all(Array.from({ length: 20 }, () => client.listMembers(tenant.teamId, undefined)));
    const statuses = (await control.calls(tenant.token)).map(({ status }) => status);
    expect(statuses).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toEqual([]);
  });
});
