import { appendEvent } from "#lib/store/audit/append.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { textKey } from "#lib/store/db/text-key.ts";
import { type Half, SHARED_ID } from "./world.testing.ts";

const AT = "2026-01-02T03:04:05.678Z";
const HOUR_MS = 3_600_000;

/** A finished batch with an offboarding beside it. */
export async function insertBatch(half: Half, word: string, userId: string): Promise<void> {
  const at = new Date(Date.now() - HOUR_MS).toISOString();
  await db()
    .insertInto("batches")
    .values({
      id: half.batchId,
      user_id: userId,
      name: `Remove ${word} bob`,
      idempotency_key: half.batchId,
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
  const change = (id: string, seq: number, state: "done" | "failed") => ({
    id,
    batch_id: half.batchId,
    seq,
    kind: "member.remove" as const,
    connection_id: half.connectionId,
    team_id: half.teamId,
    target: `member:${half.teamId}:${word}-bob`,
    user_id: userId,
    input: JSON.stringify({ teamId: half.teamId, userId: `${word}-bob` }),
    description: JSON.stringify({
      title: `Remove ${word} bob`,
      subject: `${word} bob`,
      email: `${word}-bob@example.com`,
      before: "Member",
      after: "—",
      teamName: `${word} team`,
      vendorName: "GitBook",
      canAdd: true,
    }),
    before: "{}",
    acknowledged: "[]",
    sealed_value: null,
    value_in_memory: 0 as const,
    state,
    code: state === "failed" ? "VENDOR_REFUSED" : null,
    reason: state === "failed" ? `${word} said no` : null,
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
  });
  await db()
    .insertInto("changes")
    .values([change(half.changeId, 0, "done"), change(`${half.changeId}-2`, 1, "failed")])
    .execute();
  await db()
    .insertInto("offboardings")
    .values({
      batch_id: half.batchId,
      person_id: half.personId,
      label: `${word} ada`,
      email: `${word}-ada@example.com`,
      unreached: JSON.stringify([{ name: `${word} team`, reason: "silent" }]),
      created_by: userId,
      created_at: at,
    })
    .execute();
  await db()
    .insertInto("offboarding_items")
    .values({
      batch_id: half.batchId,
      key: "item-0",
      seq: 0,
      words: `Ask ${word}`,
      done_at: null,
      done_by: null,
    })
    .execute();
}

/** What the log and the syncs say of one half. */
export async function insertTrail(half: Half, word: string, userId: string): Promise<void> {
  const actor = { id: userId, name: "Some Admin", email: "some.admin@example.com" };
  const about = { connectionId: half.connectionId };
  await transact(async (tx) => {
    await appendEvent(tx, {
      action: "member.remove",
      actor,
      outcome: "done",
      ...about,
      teamId: half.teamId,
      changeId: half.changeId,
      batchId: half.batchId,
      personal: { title: `Remove ${word} bob`, subject: `${word} bob`, teamName: `${word} team` },
      search: word,
    });
    await appendEvent(tx, {
      action: "batch.pause",
      actor,
      outcome: "done",
      batchId: half.batchId,
      personal: { batch: `Remove ${word} bob` },
      search: word,
    });
    await appendEvent(tx, {
      action: "connection.relabel",
      actor,
      outcome: "done",
      ...about,
      facts: { label: `${word} label` },
      search: word,
    });
    await appendEvent(tx, {
      action: "person.link",
      actor,
      outcome: "done",
      personal: {
        personId: SHARED_ID,
        intoId: SHARED_ID,
        person: `${word} alias`,
        into: "Shared Person",
      },
      search: word,
    });
  });
  const seen = (
    id: string,
    team_id: string | null,
    kind: Tables["observations"]["kind"],
    subject: string,
  ) => ({
    id: `${word}-${id}`,
    at: AT,
    connection_id: half.connectionId,
    team_id,
    kind,
    subject,
    data: JSON.stringify({
      name: `${word} ${id}`,
      email: `${word}-${id}@example.com`,
      before: "",
      after: word,
    }),
    search_key: textKey(`${word} ${id}`),
  });
  await db()
    .insertInto("observations")
    .values([
      seen("joined", half.teamId, "member.joined", `${word}-bob`),
      seen("shared", half.teamId, "member.joined", `${word}-shared`),
      seen("other", half.otherTeamId, "member.left", `${word}-cyd`),
      seen("created", null, "team.created", `${word}-team`),
    ])
    .execute();
}
