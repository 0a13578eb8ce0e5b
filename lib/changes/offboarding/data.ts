import "server-only";
import { readBatch } from "#lib/changes/journal/data.ts";
import { descriptionOf } from "#lib/changes/journal/journal.ts";
import { openOf } from "#lib/changes/offboarding/open.ts";
import type {
  Handover,
  Offboarding,
  OffboardingLine,
  Removal,
  RemovalState,
  Unreached,
} from "#lib/changes/offboarding/schema.ts";
import { leftOutIn, stillInOf } from "#lib/changes/offboarding/still-in.ts";
import { secretsExposedTo } from "#lib/changes/rotation/exposure.ts";
import type { ChangeRow } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import type { FoundAgain } from "#lib/directory/doors/schema.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import { requestRun } from "#lib/directory/sync/look.ts";
import { db } from "#lib/store/db/connection.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import { vendorNamed } from "#lib/vendors/ids.ts";

/** The offboardings of the last time, newest first. */
export async function listOffboardings(limit = 200): Promise<OffboardingLine[]> {
  const rows = await db()
    .selectFrom("offboardings")
    .leftJoin("users", "users.id", "offboardings.created_by")
    .select([
      "batch_id",
      "left_out",
      "label",
      "offboardings.email",
      "offboardings.created_at",
      "users.name as by_name",
      "users.email as by_email",
    ])
    .orderBy("offboardings.created_at", "desc")
    .limit(limit)
    .execute();
  const open = await openOf(rows);
  return rows.map((row) => ({
    open: open.get(row.batch_id) ?? { stillIn: 0, byHand: 0, toRotate: 0 },
    batchId: row.batch_id,
    label: row.label,
    ...(row.email ? { email: row.email } : {}),
    createdAt: row.created_at,
    createdBy: row.by_name || row.by_email || "a former user",
  }));
}

/** An offboarding with how each removal stands now, what is left to do by hand and to rotate. Throws NOT_FOUND. */
export async function getOffboarding(viewer: Viewer, batchId: string): Promise<Offboarding> {
  const row = await db()
    .selectFrom("offboardings")
    .leftJoin("users", "users.id", "offboardings.created_by")
    .selectAll("offboardings")
    .select(["users.name as by_name", "users.email as by_email"])
    .where("batch_id", "=", batchId)
    .executeTakeFirst();
  if (!row) throw new AppError("NOT_FOUND", { reason: "There is no such offboarding" });
  const batch = await readBatch(viewer, batchId);
  const changes = await db()
    .selectFrom("changes")
    .selectAll()
    .where("batch_id", "=", batchId)
    .orderBy("seq")
    .execute();
  const removals = await removalsOf(
    changes.filter(({ kind }) => kind === "member.remove" || kind === "org.removeMember"),
  );
  const teamIds = changes.flatMap((change) =>
    change.team_id && change.kind === "member.remove" ? [{ teamId: change.team_id }] : [],
  );
  const [exposed, stillIn] = await Promise.all([
    secretsExposedTo([
      ...teamIds,
      ...leftOutIn(row.left_out).filter(({ isOrganization }) => !isOrganization),
    ]),
    stillInOf([row]),
  ]);
  const items = await db()
    .selectFrom("offboarding_items")
    .leftJoin("users", "users.id", "offboarding_items.done_by")
    .select(["key", "words", "url", "done_at", "users.name as by_name", "users.email as by_email"])
    .where("batch_id", "=", batchId)
    .orderBy("seq")
    .execute();
  return {
    batchId,
    batchName: batch.name,
    personId: row.person_id,
    label: row.label,
    ...(row.email ? { email: row.email } : {}),
    createdAt: row.created_at,
    createdBy: row.by_name || row.by_email || "a former user",
    isFinished: batch.state === "finished" || batch.state === "cancelled",
    handovers: changes.flatMap((change) => (change.kind === "member.setRole" ? [handoverOf(change)] : [])),
    removals,
    stillIn: stillIn.get(batchId) ?? [],
    unreached: JSON.parse(row.unreached) as Unreached[],
    ...(row.look_again_at ? { lookAgainAt: row.look_again_at } : {}),
    ...(row.looked_again_at ? { lookedAgainAt: row.looked_again_at } : {}),
    foundAgain: row.found_again ? (JSON.parse(row.found_again) as FoundAgain[]) : [],
    checklist: items.map((item) => ({
      key: item.key,
      words: item.words,
      ...(item.url ? { url: item.url } : {}),
      ...(item.done_at
        ? { doneAt: item.done_at, doneBy: item.by_name || item.by_email || "a former user" }
        : {}),
    })),
    secrets: exposed.map((secret) => ({
      ...secret,
      isRotated: isAfter(secret.rotatedAt ?? secret.modifiedAt, row.created_at),
    })),
  };
}

function handoverOf(change: ChangeRow): Handover {
  const { teamName, subject } = descriptionOf(change);
  return {
    changeId: change.id,
    ...(change.team_id ? { teamId: change.team_id } : {}),
    ...{ teamName, to: subject, outcome: change.state },
    ...(change.reason ? { reason: change.reason } : {}),
  };
}

const isAfter = (at: string | undefined, since: string): boolean => at !== undefined && at >= since;

/** Removals as the journal has them, each held against what was read since. Asks for a read where there was none. */
async function removalsOf(changes: readonly ChangeRow[]): Promise<Removal[]> {
  const removals: Removal[] = [];
  for (const change of changes) {
    const place = await placeOf(change);
    const confirmed = place && change.ended_at && place.syncedAt !== null && place.syncedAt > change.ended_at;
    const state = removalState(change, place?.isThere ?? false, Boolean(confirmed));
    if (place && (state === "confirming" || (state === "requested" && !confirmed)) && !place.isRequested)
      await requestRun(place.listId, "refresh");
    const description = descriptionOf(change);
    removals.push({
      changeId: change.id,
      vendor: place?.vendor ?? vendorNamed(description.vendorName),
      ...(place ? { teamId: place.teamId } : {}),
      teamName: description.teamName,
      isOrganization: change.kind === "org.removeMember",
      outcome: change.state,
      state,
      ...(confirmed && place?.syncedAt ? { confirmedAt: place.syncedAt } : {}),
      ...(change.reason ? { reason: change.reason } : {}),
    });
  }
  return removals;
}

function removalState(change: ChangeRow, isThere: boolean, isConfirmed: boolean): RemovalState {
  if (change.state === "pending" || change.state === "running") return "waiting";
  if (change.state === "failed" || change.state === "cancelled")
    return isConfirmed && !isThere ? "gone" : "not-done";
  if (isConfirmed && !isThere) return "gone";
  if (change.state === "unknown") return isConfirmed ? "still-there" : "unknown";
  const result = (change.result ? JSON.parse(change.result) : {}) as { requested?: boolean };
  if (result.requested) return "requested";
  return isConfirmed ? "still-there" : "confirming";
}

type Place = {
  teamId: string;
  listId: string;
  vendor: VendorId;
  syncedAt: string | null;
  isRequested: boolean;
  isThere: boolean;
};

/** The list that a removal is about, and whether the person stands in it; undefined when the team itself is gone. */
async function placeOf(change: ChangeRow): Promise<Place | undefined> {
  const { userId } = JSON.parse(change.input) as { userId?: string };
  const team = await db()
    .selectFrom("teams")
    .select(["id", "vendor"])
    .where("removed_at", "is", null)
    .where((where) =>
      change.team_id === null
        ? where.and([where("connection_id", "=", change.connection_id), where("kind", "=", "organization")])
        : where("id", "=", change.team_id),
    )
    .executeTakeFirst();
  if (!team || !userId) return undefined;
  const id = listId(team.id, "members");
  const [list, member] = await Promise.all([
    db().selectFrom("lists").select(["synced_at", "requested_at"]).where("id", "=", id).executeTakeFirst(),
    db()
      .selectFrom("members")
      .select("id")
      .where("team_id", "=", team.id)
      .where("user_id", "=", userId)
      .where("removed_at", "is", null)
      .executeTakeFirst(),
  ]);
  return {
    teamId: team.id,
    listId: id,
    vendor: team.vendor,
    syncedAt: list?.synced_at ?? null,
    isRequested: list?.requested_at !== null && list !== undefined,
    isThere: member !== undefined,
  };
}
