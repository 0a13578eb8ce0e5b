import { beforeAll, expect, it } from "vitest";
import { approvalsInNav, listApprovals } from "#lib/changes/approvals/data.ts";
import { refuseRequest } from "#lib/changes/approvals/decide.ts";
import { listBatches } from "#lib/changes/batches/data.ts";
import { nowIso } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { seeingAs } from "./scope.ts";

const limited: Viewer = {
  userId: "limited",
  name: "Limited",
  email: "limited@example.com",
  role: "operator",
  sessionId: "session",
  // One team alone: its id is what a change without a team is compared with.
  scope: { connections: ["whole"], partial: ["part"], organizations: [], teams: ["part-team"] },
};

async function insertElsewhere(): Promise<void> {
  const at = nowIso();
  await db()
    .insertInto("batches")
    .values({
      id: "their-batch",
      user_id: "somebody",
      name: "Invite their people",
      idempotency_key: "their-batch",
      payload_digest: "",
      size: 2,
      state: "finished",
      created_at: at,
      finished_at: at,
      undo_of: null,
      undo_of_batch: null,
      reviewed: 1,
    })
    .execute();
  await db()
    .insertInto("changes")
    .values({
      id: "their-change",
      batch_id: "their-batch",
      seq: 0,
      kind: "org.invite",
      connection_id: "theirs",
      team_id: null,
      target: "org:theirs",
      user_id: "somebody",
      input: "{}",
      description: "{}",
      before: "{}",
      acknowledged: "[]",
      sealed_value: null,
      value_in_memory: 0,
      state: "done",
      code: null,
      reason: null,
      result: null,
      attempts: 1,
      created_at: at,
      started_at: at,
      ended_at: at,
      lock: null,
      role: null,
      role_before: null,
      lease_holder: null,
      lease_until: null,
      undo_of: null,
      call_id: null,
    })
    .execute();
  await db()
    .insertInto("approvals")
    .values({
      id: "their-request",
      user_id: "somebody",
      name: "Create their team",
      state: "pending",
      asked_at: at,
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      decided_at: null,
      decided_by: null,
      reason: null,
      batch_id: null,
      idempotency_key: "their-request",
      payload_digest: "",
      size: 1,
      changes: "[]",
      asked: "[]",
      acknowledged: "[]",
      undo_of: null,
      undo_of_batch: null,
      sealed_values: null,
      offboards: null,
    })
    .execute();
  await db()
    .insertInto("approval_places")
    .values({
      approval_id: "their-request",
      seq: 0,
      connection_id: "theirs",
      team_id: null,
      kind: "team.create",
    })
    .execute();
}

describeEachStore("what stands under no team of another connection", () => {
  beforeAll(insertElsewhere);

  it("is no batch of somebody limited to a team", async () => {
    const page = await seeingAs(limited, () => listBatches(limited, { offset: 0, limit: 10 } as never));
    expect(page).toMatchObject({ rows: [], total: 0 });
  });

  it("is no request of theirs, to be looked at, counted or refused", async () => {
    await seeingAs(limited, async () => {
      expect(await listApprovals(limited)).toEqual({ waiting: [], more: 0, ended: [] });
      expect(await approvalsInNav(limited)).toMatchObject({ waiting: 0 });
      await expect(refuseRequest(limited, "their-request", "No")).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
    });
  });
});
