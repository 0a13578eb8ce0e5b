import { describe, expect, it } from "vitest";
import { useSandbox } from "#lib/directory/sync/sync.testing.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";
import { refreshTeam } from "./refresh.ts";

describe("refreshing a team", () => {
  useTestStore();
  const sandbox = useSandbox();

  it("asks the vendor for the team once at a time, however often somebody wants it", async () => {
    const tenant = await sandbox.connect("gitbook");
    const teamId = await tenant.readTeams();
    await sandbox.control().clearCalls(tenant.token);
    await sandbox.control().setLatency(tenant.token, 50);
    const reads = async () =>
      (await sandbox.control().calls(tenant.token)).filter(({ path }) =>
        path.endsWith(`/teams/${tenant.teamId}`),
      );
    for (let times = 0; times < 20; times++) await refreshTeam(teamId);
    await expect.poll(async () => (await reads()).length).toBe(1);
    // Once that one is over, the next wish is asked again.
    await expect
      .poll(async () => {
        await refreshTeam(teamId);
        return (await reads()).length;
      })
      .toBe(2);
  });
});
