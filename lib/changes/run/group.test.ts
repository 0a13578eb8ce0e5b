import { beforeEach, expect, it, vi } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { type Bench, submission, withVendors } from "#lib/changes/changes.testing.ts";
import { inputOf } from "#lib/changes/journal/journal.ts";
import { claimIn } from "#lib/changes/run/claim.ts";
import { openContext } from "#lib/changes/run/execute.ts";
import { runGroup } from "#lib/changes/run/group.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import type { Claim } from "#lib/changes/types.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { LeaseLost } from "#lib/store/db/lease.ts";

vi.mock("#lib/changes/run/execute.ts", async (original) => {
  const real = await original<typeof import("#lib/changes/run/execute.ts")>();
  return { ...real, openContext: vi.fn(real.openContext) };
});
const opened = vi.mocked(openContext);

const { signal } = new AbortController();

describeEachStore("changes that wait for one of the four places", () => {
  const vendors = withVendors({ runner: false });
  beforeEach(() => {
    opened.mockClear();
  });

  /** Claims on so many promotions. */
  async function claimed(count: number): Promise<{ bench: Bench; claims: Claim[]; last: Claim }> {
    const bench = await vendors.open("paperspace", { members: 30 });
    await vendors.control().setLatency(bench.token, 500);
    const teamId = await bench.teamId();
    const people = (await bench.state()).members.filter((one) => one.role === "member" && !one.invited);
    const changes = people
      .slice(0, count)
      .map(
        ({ id }): ChangeRequest => ({ kind: "member.setRole", input: { teamId, userId: id, role: "admin" } }),
      );
    await applyChanges(bench.viewer, submission(changes));
    const claims = (await transact((tx) => claimIn(tx, bench.connectionId))).flat();
    const last = claims.at(-1);
    if (claims.length !== count || !last) throw new Error("not all was claimed");
    return { bench, claims, last };
  }
  const calls = async (bench: Bench) => (await bench.calls()).filter(({ method }) => method === "PUT");

  it("are opened while calls before them are under way, the next four, and once each", async () => {
    const { bench, claims } = await claimed(9);
    const all = claims.map((claim) => runGroup([claim], signal, () => false));
    await expect.poll(() => opened.mock.calls.length, { interval: 10 }).toBe(8);
    // A call that has not ended has no duration yet.
    expect((await calls(bench)).filter(({ durationMs }) => durationMs > 0)).toEqual([]);
    await Promise.all(all);
    expect(opened.mock.calls.length).toBe(9);
    expect(await calls(bench)).toHaveLength(9);
  });

  it("do not wait for what a dead process sent, which is read back first", async () => {
    const { bench, claims } = await claimed(9);
    const sent = claims.slice(0, 5);
    for (const claim of sent) claim.wasSent = true;
    await Promise.all(claims.map((claim) => runGroup([claim], signal, () => false)));
    const isOfSent = (path: string) => sent.some(({ row }) => path.endsWith(String(inputOf(row).userId)));
    expect((await calls(bench)).map(({ path }) => isOfSent(path))).toEqual([
      ...claims.slice(5).map(() => false),
      ...sent.map(() => true),
    ]);
  });

  it("are not sent by a process that waited for the vendor while another one took them over", async () => {
    const { bench, claims, last } = await claimed(1);
    await bench.faults({
      route: "PUT /teams/:id/users/:userId",
      times: 1,
      rateLimit: { retryAfter: 2, reset: "absent" },
    });
    const run = runGroup(claims, signal, () => false).catch((error: unknown) => error);
    await expect.poll(async () => (await calls(bench))[0]?.status).toBe(429);
    await db()
      .updateTable("changes")
      .set({ lease_holder: "elsewhere 1 another" })
      .where("id", "=", last.row.id)
      .execute();
    expect(await run).toBeInstanceOf(LeaseLost);
    expect(await calls(bench)).toHaveLength(1);
  });

  it("are given back as never tried when their process stops", async () => {
    const { bench, claims, last } = await claimed(5);
    await Promise.all(claims.map((claim) => runGroup([claim], signal, () => claim === last)));
    expect(await calls(bench)).toHaveLength(4);
    const row = await db()
      .selectFrom("changes")
      .select(["state", "attempts", "started_at"])
      .where("id", "=", last.row.id)
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ state: "pending", attempts: 0, started_at: null });
  });
});
