import { beforeAll, expect, it } from "vitest";
import { countSecrets } from "#lib/directory/policies/data.ts";
import { getSecret, listAllSecrets, listSecrets } from "#lib/directory/secrets/data.ts";
import type { SecretFilter } from "#lib/directory/secrets/filter.ts";
import { tombstoneSecret, writeSecret } from "#lib/directory/secrets/mutations.ts";
import { secretFilterSchema } from "#lib/directory/secrets/schema.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import { runList } from "#lib/directory/sync/run.ts";
import { observed, type Tenant, useSandbox } from "#lib/directory/sync/sync.testing.ts";
import { transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

const filter = (given: Partial<SecretFilter> = {}): SecretFilter => secretFilterSchema.parse(given);
const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000 - 60_000).toISOString();

describeEachStore("listing secrets", () => {
  const sandbox = useSandbox();
  let tenant: Tenant;
  let teamId = "";
  const everywhere = async (given: Partial<SecretFilter> = {}) =>
    (await listAllSecrets(filter(given))).rows.map((row) => row.label);

  beforeAll(async () => {
    tenant = await sandbox.connect("paperspace", {
      members: 2,
      overrides: {
        teamName: "Perception",
        secrets: [
          { name: "WANDB_KEY", createdAt: daysAgo(400), modifiedAt: daysAgo(200), inUse: true },
          { name: "HF_TOKEN", createdAt: daysAgo(100), modifiedAt: daysAgo(100), inUse: false },
          { name: "FRESH", createdAt: daysAgo(0), modifiedAt: daysAgo(0), inUse: false },
        ],
      },
    });
    teamId = await tenant.readTeams();
    await runList(listId(teamId, "secrets"));
    const other = await sandbox.connect("paperspace", {
      members: 2,
      overrides: {
        teamName: "Simulation",
        secrets: [{ name: "HF_TOKEN", createdAt: daysAgo(300), modifiedAt: daysAgo(30), inUse: true }],
      },
    });
    await runList(listId(await other.readTeams(), "secrets"));
  });

  it("puts the oldest first, over all teams, and names the team where a name is shared", async () => {
    expect(await everywhere()).toEqual([
      "WANDB_KEY",
      "HF_TOKEN (Perception)",
      "HF_TOKEN (Simulation)",
      "FRESH",
    ]);
    expect(await everywhere({ dir: "asc" })).toEqual([
      "FRESH",
      "HF_TOKEN (Simulation)",
      "HF_TOKEN (Perception)",
      "WANDB_KEY",
    ]);
    expect(await everywhere({ q: "simul" })).toEqual(["HF_TOKEN (Simulation)"]);
    expect(await everywhere({ q: "F_T" })).toEqual(["HF_TOKEN (Perception)", "HF_TOKEN (Simulation)"]);
    expect(await everywhere({ q: "F%T" })).toEqual([]);
    expect(await everywhere({ team: teamId, olderThan: 90 })).toEqual(["WANDB_KEY", "HF_TOKEN (Perception)"]);
    expect(await everywhere({ inUse: "yes", sort: "name", dir: "asc" })).toEqual([
      "HF_TOKEN (Simulation)",
      "WANDB_KEY",
    ]);
    expect((await countSecrets()).overdue).toBe(2);
  });

  it("tells ages in whole days, never negative, and nothing where it knows nothing", async () => {
    expect((await getSecret(teamId, "WANDB_KEY"))?.ageDays).toBe(200);
    expect((await getSecret(teamId, "FRESH"))?.ageDays).toBe(0);
    const team = { id: teamId, connectionId: tenant.connectionId };
    const touchedAt = new Date(Date.now() + 60_000).toISOString();
    const ahead = new Date(Date.now() + 86_400_000 * 3).toISOString();
    await transact((tx) => writeSecret(tx, team, { name: "AHEAD", modifiedAt: ahead }, { touchedAt }));
    await transact((tx) => writeSecret(tx, team, { name: "UNKNOWN" }, { touchedAt }));
    expect((await getSecret(teamId, "AHEAD"))?.ageDays).toBe(0);
    expect((await getSecret(teamId, "UNKNOWN"))?.ageDays).toBeUndefined();
    for (const dir of ["asc", "desc"] as const) {
      const page = await listSecrets(teamId, filter({ dir }));
      expect(page.rows.at(-1)?.name).toBe("UNKNOWN");
      expect(page.total).toBe(5);
    }
    await transact(async (tx) => {
      for (const name of ["AHEAD", "UNKNOWN"]) await tombstoneSecret(tx, teamId, name, touchedAt);
    });
    expect(await getSecret(teamId, "AHEAD")).toBeUndefined();
  });

  it("keeps whether a secret is in use over a rotation that does not say", async () => {
    const team = { id: teamId, connectionId: tenant.connectionId };
    const at = new Date().toISOString();
    await transact((tx) =>
      writeSecret(
        tx,
        team,
        { name: "WANDB_KEY", modifiedAt: at },
        { touchedAt: at },
        {
          ...{ at, fingerprint: "print", mark: at, isRotation: true },
        },
      ),
    );
    expect(await getSecret(teamId, "WANDB_KEY")).toMatchObject({ inUse: true, rotatedAt: at, ageDays: 0 });
  });

  it("sees what was rotated, made and deleted elsewhere", async () => {
    await tenant.elsewhere({ op: "putSecret", name: "FRESH", value: "rotated elsewhere" });
    await tenant.elsewhere({ op: "putSecret", name: "MADE", value: "made elsewhere" });
    await tenant.elsewhere({ op: "deleteSecret", name: "HF_TOKEN" });
    await runList(listId(teamId, "secrets"));
    const seen = await observed(tenant.connectionId);
    expect(seen).toEqual(["secret.created MADE", "secret.deleted HF_TOKEN", "secret.rotated FRESH"]);
  });
});
