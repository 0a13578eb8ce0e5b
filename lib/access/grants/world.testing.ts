import type { Insertable } from "kysely";
import { identityOf } from "#lib/directory/people/identity.ts";
import { lockPeople, recomputePeople } from "#lib/directory/people/maintain.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { insertTestConnection, insertTestTeam, testMember } from "#lib/store/db/rows.testing.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { textKey } from "#lib/store/db/text-key.ts";
import { insertBatch, insertTrail } from "./trail.testing.ts";

const AT = "2026-01-02T03:04:05.678Z";

/** Stands in every name, address and id of one half of the world: what must not be seen can be searched for. */
export const OURS = "xqours";
export const THEIRS = "xqtheirs";

export type Half = {
  connectionId: string;
  organizationId: string;
  teamId: string;
  otherTeamId: string;
  secretId: string;
  personId: string;
  batchId: string;
  changeId: string;
  reviewId: string;
};

const personOf = (email: string): string => identityOf({ vendor: "gitbook", userId: "", emailKey: email });

/** Ids that one half of the world has. */
export const halfOf = (word: string): Half => ({
  connectionId: `${word}-connection`,
  organizationId: `${word}-organization`,
  teamId: `${word}-team`,
  otherTeamId: `${word}-other-team`,
  secretId: `${word}-secret`,
  personId: personOf(`${word}-ada@example.com`),
  batchId: `${word}-batch`,
  changeId: `${word}-change`,
  reviewId: `${word}-review`,
});

/** Somebody who is in both halves, under another name and a further account in theirs. */
const SHARED_EMAIL = "shared@example.com";
export const SHARED_ID = personOf(SHARED_EMAIL);

const key = (text: string) => ({ name: text, name_key: textKey(text) });

async function insertLists(half: Half, word: string): Promise<void> {
  const list = (id: string, team_id: string | null, part: Tables["lists"]["part"]) => ({
    id: `${id}:${part}`,
    connection_id: half.connectionId,
    team_id,
    part,
    synced_at: AT,
    version: 3,
    last_duration_ms: 5,
    run_id: null,
    run_started_at: null,
    run_pages: 0,
    run_rows: 0,
    error_code: "VENDOR_UNAVAILABLE",
    error_reason: `${word} did not answer`,
    error_at: AT,
    requested_at: null,
    lease_holder: null,
    lease_until: null,
  });
  const teams = [half.organizationId, half.teamId, half.otherTeamId];
  await db()
    .insertInto("lists")
    .values([
      list(half.connectionId, null, "teams"),
      ...teams.flatMap((id) => [list(id, id, "members"), list(id, id, "secrets")]),
    ])
    .execute();
}

async function insertMembers(half: Half, word: string): Promise<void> {
  const { connectionId } = half;
  const at = (id: string) => ({ id, connectionId });
  const row = (team: string, user: string, over: Partial<Insertable<Tables["members"]>> = {}) =>
    testMember(at(team), `${word}-${user}`, { name: `${word} ${user}`, ...over });
  const shared = { name: word === OURS ? "Shared Person" : `${word} alias`, email: SHARED_EMAIL };
  await db()
    .insertInto("members")
    .values([
      row(half.organizationId, "ada", { org_role: "admin", role: "admin", role_rank: 1 }),
      row(half.organizationId, "guest", { status: "invited" }),
      row(half.teamId, "ada", { role: "owner", role_rank: 0, org_role: "admin" }),
      row(half.teamId, "bob", { last_active_at: AT }),
      row(half.teamId, "shared", word === OURS ? shared : { ...shared, role: "owner", role_rank: 0 }),
      row(half.otherTeamId, "cyd", { name: `${word} other cyd`, status: "disabled" }),
      // Under one name in both halves: who shares it may not be told.
      row(half.otherTeamId, "namesake", { name: "Common Name", sort_key: textKey("Common Name") }),
    ])
    .execute();
}

async function insertSecrets(half: Half, word: string): Promise<void> {
  const secret = (id: string, team_id: string, name: string) => ({
    id,
    team_id,
    connection_id: half.connectionId,
    ...key(name),
    created_at: AT,
    modified_at: AT,
    in_use: 1 as const,
    problems: null,
    rotated_at: AT,
    set_at: AT,
    // The same value in both halves: the other one may not be named.
    fingerprint: "same",
    set_mark: AT,
    missed: 0,
    touched_at: null,
    removed_at: null,
  });
  await db()
    .insertInto("secrets")
    .values([
      secret(half.secretId, half.teamId, `${word}_KEY`),
      secret(`${half.secretId}-common`, half.otherTeamId, "COMMON_KEY"),
    ])
    .execute();
}

async function insertReview(half: Half, word: string, userId: string): Promise<void> {
  const { reviewId, connectionId, teamId } = half;
  await db()
    .insertInto("reviews")
    .values({
      ...{ id: reviewId, name: `${word} review`, undecided: "open", repeats: 0, state: "open", due_at: AT },
      scope: JSON.stringify({
        what: { of: "teams", ids: [teamId] },
        only: { managers: false, idle: false, outside: false },
        domains: [],
        reviewers: { fallback: userId, owners: false, byTeam: {} },
      }),
      ...{ created_by: userId, created_at: AT, frozen_at: AT, closed_at: null, closed_by: null },
      ...{ batch_id: null, approval_id: null, previous_id: null },
    })
    .execute();
  await db()
    .insertInto("review_lists")
    .values({
      ...{ review_id: reviewId, list_id: `${teamId}:members`, connection_id: connectionId, team_id: teamId },
      ...{ vendor: "gitbook", kind: "team", name: `${word} team`, asked_at: AT, synced_at: AT },
      ...{ reason: null, reviewer_id: null },
    })
    .execute();
  await db()
    .insertInto("review_items")
    .values({
      ...{ id: `${word}-item`, review_id: reviewId, connection_id: connectionId, team_id: teamId },
      ...{ vendor: "gitbook", kind: "team", team_name: `${word} team`, user_id: `${word}-bob` },
      ...{ person_id: personOf(`${word}-bob@example.com`), email: `${word}-bob@example.com` },
      ...{ email_key: `${word}-bob@example.com`, name: `${word} bob`, label: `${word} bob` },
      ...{ sort_key: `${word} bob`, search_key: `${word} bob`, role: "member", org_role: null },
      ...{ status: "active", since: AT, last_active_at: AT, hints: 0, reviewer_id: userId },
      ...{ decision: "remove", new_role: null, reason: `${word} reason`, decided_at: AT, decided_by: userId },
      ...{ is_late: 0, has_left: 0 },
    })
    .execute();
}

/** What waits for its time: of this half alone, and with `other` of both. */
async function insertSchedule(half: Half, word: string, userId: string, other?: Half): Promise<void> {
  const id = `${half.connectionId}-schedule-${other ? "both" : "own"}`;
  await db()
    .insertInto("schedules")
    .values({
      ...{ id, user_id: userId, kind: "batch", name: `${word} did`, state: "scheduled", created_at: AT },
      ...{ due_at: "2099-01-01T10:00:00.000Z", local_date: "2099-01-01", local_time: "10:00", zone: "UTC" },
      ...{ changed_at: AT, reason: null, held: null, late_ms: null, approval_id: null, batch_id: null },
      ...{
        ends_change_id: null,
        idempotency_key: id,
        payload_digest: "",
        size: 1,
        changes: "[]",
        asked: "[]",
      },
      ...{ acknowledged: "[]", undo_of: null, undo_of_batch: null, sealed_values: null, offboards: null },
    })
    .execute();
  for (const [seq, one] of [half, ...(other ? [other] : [])].entries())
    await db()
      .insertInto("schedule_places")
      .values({
        schedule_id: id,
        seq,
        connection_id: one.connectionId,
        team_id: one.teamId,
        kind: "member.add",
      })
      .execute();
}

async function insertHalf(word: string, userId: string): Promise<Half> {
  const half = halfOf(word);
  const names = { target_name: `${word} organization`, label: `${word} label`, label_key: `${word} label` };
  await insertTestConnection(half.connectionId, {
    ...names,
    target_id: `${word}-target`,
    namespace: `${word}-space`,
    token_user_id: `${word}-maker`,
    token_user_name: `${word} maker`,
    token_user_email: `${word}-maker@example.com`,
    state: "refused",
    state_reason: `${word} refused`,
  });
  await insertTestTeam(half.organizationId, half.connectionId, {
    kind: "organization",
    ...key(`${word} organization`),
  });
  await insertTestTeam(half.teamId, half.connectionId, key(`${word} team`));
  await insertTestTeam(half.otherTeamId, half.connectionId, key(`${word} other team`));
  await insertLists(half, word);
  await insertMembers(half, word);
  await insertSecrets(half, word);
  await insertBatch(half, word, userId);
  await insertTrail(half, word, userId);
  await insertReview(half, word, userId);
  await db()
    .insertInto("managed_teams")
    .values({ connection_id: half.connectionId, user_id: `${word}-ada`, team_id: half.teamId, read_at: AT })
    .execute();
  await db()
    .insertInto("invitations")
    .values({
      id: `${word}-invitation`,
      team_id: half.teamId,
      connection_id: half.connectionId,
      email: `${word}-new@example.com`,
      email_key: `${word}-new@example.com`,
      created_by: userId,
      created_at: AT,
      appeared_at: null,
      confirmed_at: null,
      dismissed_at: null,
      wanted_role: null,
    })
    .execute();
  await db()
    .insertInto("policies")
    .values({
      id: `${word}-policy`,
      team_id: half.teamId,
      pattern: `${word}_*`,
      scope: `${half.teamId} ${word}_*`,
      days: 30,
      created_at: AT,
      updated_at: AT,
    })
    .execute();
  return half;
}

/** Two connections with all that Rollcall keeps about one, each with its own word in every name, and one shared person. */
export async function insertWorld(userId: string): Promise<{ ours: Half; theirs: Half }> {
  const ours = await insertHalf(OURS, userId);
  const theirs = await insertHalf(THEIRS, userId);
  await insertSchedule(ours, OURS, userId);
  await insertSchedule(theirs, THEIRS, userId);
  await insertSchedule(ours, THEIRS, userId, theirs);
  await db()
    .insertInto("person_links")
    .values({
      identity_id: personOf(`${THEIRS}-cyd@example.com`),
      person_id: SHARED_ID,
      label: `${THEIRS}-cyd@example.com`,
      created_by: userId,
      created_at: AT,
    })
    .execute();
  await transact(async (tx) => {
    await lockPeople(tx);
    await tx
      .updateTable("members")
      .set({ person_id: SHARED_ID })
      .where("user_id", "=", `${THEIRS}-cyd`)
      .execute();
    const rows = await tx.selectFrom("members").select("person_id").distinct().execute();
    await recomputePeople(
      tx,
      rows.map((row) => row.person_id),
    );
  });
  return { ours, theirs };
}
