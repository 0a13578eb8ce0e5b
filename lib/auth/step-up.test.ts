import { beforeEach, describe, expect, it } from "vitest";
import { db, transact } from "#lib/db/connection.ts";
import { describeEachStore, setTestEnv } from "#lib/db/testing.ts";
import { insertUser } from "#lib/users/mutations.ts";
import { PERMISSIONS, type Permission, STEP_UP, type Viewer } from "./permissions.ts";
import { endSessionsOf, findViewer, startSession } from "./sessions.ts";
import { noteProof, requireStepUp, requireStepUpFor } from "./step-up.ts";

const from = { address: "203.0.113.9", userAgent: "Test" };
const MINUTE = 60_000;
let viewer: Viewer;

const forgetProof = () =>
  db().updateTable("sessions").set({ proved_at: null }).where("id", "=", viewer.sessionId).execute();
const needed = { code: "STEP_UP_NEEDED" };

describeEachStore("a risky step", () => {
  beforeEach(async () => {
    setTestEnv({ ROLLCALL_STEP_UP_MINUTES: "30" });
    const email = `${crypto.randomUUID()}@example.com`;
    const sessionId = await transact(async (tx) =>
      startSession(tx, await insertUser(tx, { name: email, email, role: "admin", passwordHash: null }), from),
    );
    const found = await findViewer(sessionId);
    if (!found) throw new Error("no viewer");
    viewer = found;
  });

  it("takes the sign-in for a proof, for as long as is set", async () => {
    await requireStepUp(viewer, Date.now() + 29 * MINUTE);
    await expect(requireStepUp(viewer, Date.now() + 31 * MINUTE)).rejects.toMatchObject(needed);
    setTestEnv({ ROLLCALL_STEP_UP_MINUTES: "60" });
    await requireStepUp(viewer, Date.now() + 31 * MINUTE);
    setTestEnv({ ROLLCALL_STEP_UP_MINUTES: "0" });
    await requireStepUp(viewer, Date.now() + 1_000 * MINUTE);
  });

  it("asks a session that has proved nothing, until it does", async () => {
    await forgetProof();
    await expect(requireStepUp(viewer)).rejects.toMatchObject(needed);
    await transact((tx) => noteProof(tx, viewer));
    await requireStepUp(viewer);
  });

  it("believes no proof from the future, of an ended session, or of somebody else's", async () => {
    await expect(requireStepUp(viewer, Date.now() - 2 * MINUTE)).rejects.toMatchObject(needed);
    await expect(requireStepUp({ ...viewer, userId: "another" })).rejects.toMatchObject(needed);
    await transact((tx) => endSessionsOf(tx, viewer.userId));
    await transact((tx) => noteProof(tx, viewer));
    await expect(requireStepUp(viewer)).rejects.toMatchObject(needed);
  });

  it("is a team's deletion, or more changes than are set", async () => {
    await forgetProof();
    const many = (count: number) => Array.from({ length: count }, () => ({ name: "member.setRole" }));
    await requireStepUpFor(viewer, many(100));
    await expect(requireStepUpFor(viewer, many(101))).rejects.toMatchObject(needed);
    await expect(requireStepUpFor(viewer, [{ name: "team.delete" }])).rejects.toMatchObject(needed);
  });
});

describe("the table of risky steps", () => {
  it("has what opens a way in or reaches a token", () => {
    const risky = (Object.keys(PERMISSIONS) as Permission[]).filter((permission) =>
      /^(connection\.(create|replaceToken|delete)|webhook\.(create|update|delete)|user\.(?!read))/.test(
        permission,
      ),
    );
    for (const permission of risky) expect([permission, STEP_UP.has(permission)]).toEqual([permission, true]);
  });
});
