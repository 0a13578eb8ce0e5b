import { expect, it, vi } from "vitest";
import { lanesIdle } from "#lib/directory/sync/lanes.ts";
import { listId, toFreshness } from "#lib/directory/sync/lists.ts";
import { lookAt, lookAtOldest } from "#lib/directory/sync/look.ts";
import { listRow, readMembers, useSandbox } from "#lib/directory/sync/sync.testing.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

const MEMBERS = "GET /teams/:id/users";
const LONG_AGO = "2001-01-01T00:00:00.000Z";

/** What a request would run once its answer is out. */
const { afterwards } = vi.hoisted(() => ({ afterwards: [] as (() => void)[] }));
vi.mock("next/server.js", () => ({ after: (task: () => void) => afterwards.push(task) }));

describeEachStore("looking at an old copy during a request", () => {
  const sandbox = useSandbox();

  it.each([
    ["a team's page", (id: string) => lookAt([id])],
    ["a page over all teams", () => lookAtOldest(["members"])],
  ])(
    "calls no vendor for %s before the answer is out, and says at once that it will",
    async (_page, look) => {
      const tenant = await sandbox.connect("paperspace", { members: 5 });
      const teamId = await tenant.readTeams();
      const id = listId(teamId, "members");
      await readMembers(teamId);
      await sandbox.control().clearCalls(tenant.token);
      await db().updateTable("lists").set({ synced_at: LONG_AGO }).where("id", "=", id).execute();
      afterwards.length = 0;

      await look(id);
      await new Promise((resolve) => setTimeout(resolve, 50));
      await lanesIdle();
      const calls = async () =>
        (await sandbox.control().calls(tenant.token)).filter((call) => call.route === MEMBERS).length;
      expect(await calls()).toBe(0);
      expect(toFreshness(await listRow(id)).running).toBe(true);

      for (const task of afterwards) task();
      await expect.poll(calls, { timeout: 10_000 }).toBe(1);
      await lanesIdle();
      expect(toFreshness(await listRow(id))).toMatchObject({ running: false, stale: false });
    },
  );
});
