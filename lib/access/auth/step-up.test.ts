import { beforeEach, describe, expect, it } from "vitest";
import { insertUser } from "#lib/access/users/mutations.ts";
import { PERMISSIONS, type Permission, STEP_UP, type Viewer } from "#lib/core/permissions.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { describeEachStore, setTestEnv } from "#lib/store/db/db.testing.ts";
import { endSessionsOf, findViewer, startSession } from "./sessions.ts";
import { noteProof, requireStepUp, requireStepUpFor } from "./step-up.ts";

const from = { address: "203.0.113.9", userAgent: "Test" };
const MINUTE = 60_000;
let viewer: Viewer;

const forgetProof = () =>
  db().updateTable("sessions").set({ proved_at: null }).where("id", "=", viewer.sessionId).execute();
/** Puts changes in the journal, as they would stand there. */
async function journal(
  userId: string,
  count: number,
  state: "done" | "failed" | "skipped" | "pending",
  at: string,
  into: Tx | ReturnType<typeof db> = db(),
): Promise<void> {
  const batch = { id: crypto.randomUUID(), user_id: userId, name: "", payload_digest: "", size: count };
  await into
    .insertInto("batches")
    .values({
      ...{ ...batch, idempotency_key: batch.id, state: "finished", created_at: at, finished_at: at },
      ...{ undo_of: null, undo_of_batch: null, reviewed: 0 },
    })
    .execute();
  const rows = Array.from({ length: count }, (_, seq) => ({
    ...{ id: crypto.randomUUID(), batch_id: batch.id, seq, kind: "member.setRole" as const, target: "t" },
    ...{ connection_id: "c", team_id: null, user_id: userId, input: "{}", description: "{}", before: null },
    ...{
      acknowledged: "[]",
      sealed_value: null,
      value_in_memory: 0 as const,
      state,
      code: null,
      attempts: 1,
    },
    ...{
      reason: null,
      result: null,
      created_at: at,
      started_at: at,
      ended_at: at,
      lock: null,
      role: null,
      role_before: null,
    },
    ...{ lease_holder: null, lease_until: null, undo_of: null, call_id: null, effects: null },
  }));
  await into.insertInto("changes").values(rows).execute();
}
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

  it("counts what the same person did within the hour, however it was cut to pieces, and nobody else's", async () => {
    await forgetProof();
    const many = (count: number) => Array.from({ length: count }, () => ({ name: "member.setRole" }));
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * MINUTE).toISOString();
    await journal(viewer.userId, 60, "done", minutesAgo(59));
    await journal(viewer.userId, 500, "failed", minutesAgo(1));
    await journal(viewer.userId, 500, "skipped", minutesAgo(1));
    await journal(viewer.userId, 500, "done", minutesAgo(61));
    await journal("another", 500, "done", minutesAgo(1));
    await requireStepUpFor(viewer, many(40));
    await expect(requireStepUpFor(viewer, many(41))).rejects.toMatchObject(needed);
    // Two at once, each below the line: the second one is counted with the first.
    const apply = () =>
      transact(async (tx) => {
        await requireStepUpFor(viewer, many(30), tx);
        await journal(viewer.userId, 30, "pending", minutesAgo(0), tx);
      });
    const ends = await Promise.allSettled([apply(), apply()]);
    expect(ends.map((end) => end.status).sort()).toEqual(["fulfilled", "rejected"]);
    await transact((tx) => noteProof(tx, viewer));
    await requireStepUpFor(viewer, many(41));
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
