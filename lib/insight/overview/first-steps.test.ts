import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { actorOf } from "#lib/access/auth/actor.ts";
import { inviteUser } from "#lib/access/auth/invites.ts";
import { insertUser } from "#lib/access/users/mutations.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { DEFAULT_POLICY } from "#lib/directory/policies/constants.ts";
import { updatePolicy } from "#lib/directory/policies/mutations.ts";
import { writeBackup } from "#lib/store/backup/write.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { insertTestConnection, insertTestTeam, testMember } from "#lib/store/db/rows.testing.ts";
import { firstSteps, hideFirstSteps, sayKeysKept } from "./first-steps.ts";

const who = { name: "Ada", email: "ada@example.com" };

async function admin(): Promise<Viewer> {
  const userId = await transact((tx) => insertUser(tx, { ...who, role: "admin", passwordHash: null }));
  return { userId, ...who, role: "admin", sessionId: "s", scope: "all" };
}

describeEachStore("the first steps", () => {
  it("are ticked off one by one by what the store has, and are gone with the last", async () => {
    const viewer = await admin();
    const open = async () => (await firstSteps(viewer)).filter((step) => !step.isDone).map(({ id }) => id);
    expect(await open()).toEqual(["connect", "people", "invite", "policy", "keys"]);

    await insertTestConnection("c1");
    expect(await open()).toEqual(["people", "invite", "policy", "keys"]);
    await insertTestTeam("t1", "c1");
    await db()
      .insertInto("members")
      .values(testMember({ id: "t1", connectionId: "c1" }, "u1"))
      .execute();
    expect(await open()).toEqual(["invite", "policy", "keys"]);
    await inviteUser(viewer, actorOf(viewer), "new@example.com", "viewer");
    expect(await open()).toEqual(["policy", "keys"]);
    await new Promise((resolve) => setTimeout(resolve, 2));
    await updatePolicy(actorOf(viewer), DEFAULT_POLICY, 60);
    expect(await open()).toEqual(["keys"]);

    const folder = mkdtempSync(path.join(tmpdir(), "rollcall-first-steps-"));
    await writeBackup(path.join(folder, "without.gz"), "none");
    expect(await open()).toEqual(["keys"]);
    await writeBackup(path.join(folder, "with.gz"), { passphrase: "correct horse battery staple" });
    rmSync(folder, { recursive: true });
    expect(await firstSteps(viewer)).toEqual([]);
  });

  it("take an admin's word for the keys, and are put away for everybody", async () => {
    await db().deleteFrom("meta").where("key", "=", "keys-kept").execute();
    const [row] = await db().selectFrom("users").select("id").execute();
    const viewer: Viewer = { userId: row?.id ?? "", ...who, role: "admin", sessionId: "s", scope: "all" };
    expect((await firstSteps(viewer)).filter((step) => !step.isDone)).toEqual([
      { id: "keys", isDone: false },
    ]);
    await sayKeysKept(actorOf(viewer));
    expect(await firstSteps(viewer)).toEqual([]);
    await db().deleteFrom("meta").where("key", "=", "keys-kept").execute();
    await hideFirstSteps(actorOf(viewer));
    expect(await firstSteps(viewer)).toEqual([]);
    const noted = await db()
      .selectFrom("events")
      .select("action")
      .where("action", "in", ["keys.kept", "setup.hideSteps"])
      .execute();
    expect(noted).toHaveLength(2);
  });

  it("are for who may do them", async () => {
    await db().deleteFrom("meta").where("key", "=", "first-steps-hidden").execute();
    const viewer = { ...who, userId: "x", sessionId: "s" };
    const nothing = { connections: [], partial: [], teams: [], organizations: [] };
    expect(await firstSteps({ ...viewer, role: "admin", scope: "all" })).toHaveLength(5);
    expect(await firstSteps({ ...viewer, role: "operator", scope: "all" })).toEqual([]);
    expect(await firstSteps({ ...viewer, role: "viewer", scope: "all" })).toEqual([]);
    expect(await firstSteps({ ...viewer, role: "admin", scope: nothing })).toEqual([]);
  });
});
