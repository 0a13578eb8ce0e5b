import "server-only";
import { inputOf } from "#lib/changes/journal/journal.ts";
import { connectionsOf, consoleOf } from "#lib/changes/offboarding/checklist.ts";
import type { LeftOut, OffboardedFact, StillIn } from "#lib/changes/offboarding/schema.ts";
import type { ChangeRow } from "#lib/changes/types.ts";
import { db } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";
import { orgRoleTitle, roleTitle } from "#lib/vendors/role-words.ts";

type Failed = Pick<ChangeRow, "batch_id" | "kind" | "connection_id" | "team_id" | "input" | "reason">;
type Seat = {
  batchId: string;
  connectionId: string;
  teamId: string | undefined;
  userId: string;
  reason?: string;
};

export const leftOutIn = (text: string | null): LeftOut[] => (text ? (JSON.parse(text) as LeftOut[]) : []);

/** By batch, where a person still is of what was left out or did not happen, by the copy as it is now. */
export async function stillInOf(
  offboardings: readonly { batch_id: string; left_out: string | null }[],
): Promise<Map<string, StillIn[]>> {
  const ids = offboardings.map(({ batch_id }) => batch_id);
  if (ids.length === 0) return new Map();
  const failed: Failed[] = await db()
    .selectFrom("changes")
    .select(["batch_id", "kind", "connection_id", "team_id", "input", "reason"])
    .where("batch_id", "in", ids)
    .where("kind", "in", ["member.remove", "org.removeMember"])
    .where("state", "in", ["failed", "cancelled"])
    .orderBy("seq")
    .execute();
  const seats = [
    ...offboardings.flatMap(({ batch_id: batchId, left_out }) =>
      leftOutIn(left_out).map((one): Seat => ({ batchId, ...one })),
    ),
    ...failed.map(
      (change): Seat => ({
        batchId: change.batch_id,
        connectionId: change.connection_id,
        teamId: change.kind === "org.removeMember" ? undefined : (change.team_id ?? undefined),
        userId: String(inputOf(change).userId ?? ""),
        ...(change.reason ? { reason: change.reason } : {}),
      }),
    ),
  ];
  const rows = await rowsOf([...new Set(seats.map(({ userId }) => userId))]);
  const connections = await connectionsOf(rows.map((row) => ({ connectionId: row.connection_id })));
  const found = new Map<string, StillIn[]>();
  for (const { batchId, connectionId, teamId, userId, reason } of seats) {
    const row = rows.find(
      (one) =>
        one.user_id === userId &&
        (teamId ? one.team_id === teamId : one.connection_id === connectionId && one.kind === "organization"),
    );
    if (!row) continue;
    const isOrganization = row.kind === "organization";
    const list = found.get(batchId) ?? [];
    found.set(batchId, list);
    list.push({
      ...{ teamId: row.team_id, vendor: row.vendor, teamName: row.team_name, isOrganization },
      role: isOrganization ? orgRoleTitle(row.org_role) : roleTitle(row.role),
      ...(reason ? { reason } : {}),
      ...consoleOf(row.vendor, connections.get(row.connection_id)),
    });
  }
  return found;
}

async function rowsOf(userIds: readonly string[]) {
  const rows = [];
  for (const some of chunks(userIds))
    rows.push(
      ...(await db()
        .selectFrom("members")
        .innerJoin("teams", "teams.id", "members.team_id")
        .select(["members.user_id", "members.team_id", "members.role", "members.org_role"])
        .select(["teams.name as team_name", "teams.vendor", "teams.kind", "teams.connection_id"])
        .where("members.user_id", "in", some)
        .where("members.removed_at", "is", null)
        .where("teams.removed_at", "is", null)
        .execute()),
    );
  return rows;
}

/** When this person was offboarded the last time, and from how many places they are not out; undefined where never. */
export async function offboardedFact(personId: string): Promise<OffboardedFact | undefined> {
  const row = await db()
    .selectFrom("offboardings")
    .select(["batch_id", "left_out", "created_at"])
    .where("person_id", "=", personId)
    .orderBy("created_at", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!row) return undefined;
  const left = (await stillInOf([row])).get(row.batch_id)?.length ?? 0;
  return { batchId: row.batch_id, at: row.created_at, left };
}
