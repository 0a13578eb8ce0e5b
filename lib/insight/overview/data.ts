import "server-only";
import { sql } from "kysely";
import { listTroubledBatches } from "#lib/changes/batches/data.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";
import { listConnections } from "#lib/directory/connections/data.ts";
import { shownName } from "#lib/directory/members/stored.ts";
import { listAllSecrets } from "#lib/directory/secrets/data.ts";
import { secretFilterSchema } from "#lib/directory/secrets/schema.ts";
import type { Overview, WaitingPerson } from "#lib/insight/overview/schema.ts";
import { db } from "#lib/store/db/connection.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

const DAY_MS = 86_400_000;
const LINES = 8;
const RECENT_DAYS = 7;

/** What the start page shows, from the store alone. Latest events come from `lib/store/audit/data.ts`. */
export async function getOverview(viewer: Viewer): Promise<Overview> {
  const oldest = secretFilterSchema.parse({ limit: LINES });
  const recent = new Date(Date.now() - RECENT_DAYS * DAY_MS).toISOString();
  const [secrets, connections, waiting, batches, unknownChanges] = await Promise.all([
    can(viewer, "secret.read") ? listAllSecrets(oldest) : { rows: [] },
    can(viewer, "connection.read") ? listConnections() : [],
    listWaiting(),
    listTroubledBatches(viewer, recent, LINES),
    countUnknown(),
  ]);
  return {
    connections,
    waiting,
    oldestSecrets: secrets.rows,
    batches,
    unknownChanges,
  };
}

async function listWaiting(): Promise<Overview["waiting"]> {
  // Found team by team through an index first: the join would go through everybody.
  const since = sql<string>`coalesce(min(invitations.created_at), members.first_seen_at)`;
  const seen = await db()
    .selectFrom("members")
    .innerJoin("teams", "teams.id", "members.team_id")
    .leftJoin("invitations", (join) =>
      join
        .onRef("invitations.team_id", "=", "members.team_id")
        .onRef("invitations.email_key", "=", "members.email_key")
        .on("invitations.dismissed_at", "is", null),
    )
    .where("members.id", "in", (of) =>
      of
        .selectFrom("members as invited")
        .select("invited.id")
        .where("invited.team_id", "in", (some) => some.selectFrom("teams as named").select("named.id"))
        .where("invited.status", "=", "invited")
        .where("invited.removed_at", "is", null),
    )
    .where("teams.removed_at", "is", null)
    .select(["members.id", "members.user_id", "members.name", "members.email", "members.team_id"])
    .select(["teams.name as team_name", "teams.vendor", since.as("since")])
    .select(sql<string | null>`min(invitations.created_at)`.as("invited_at"))
    .select(sql<number>`count(*) over ()`.as("total"))
    .groupBy(["members.id", "members.user_id", "members.name", "members.email", "members.team_id"])
    .groupBy(["members.first_seen_at", "teams.name", "teams.vendor"])
    .orderBy("since")
    .orderBy("members.id")
    .limit(LINES)
    .execute();
  const unseen = await db()
    .selectFrom("invitations")
    .innerJoin("teams", "teams.id", "invitations.team_id")
    .select(["invitations.id", "invitations.email", "invitations.team_id", "invitations.created_at"])
    .select(["teams.name as team_name", "teams.vendor"])
    .where("invitations.appeared_at", "is", null)
    .where("invitations.dismissed_at", "is", null)
    .orderBy("invitations.created_at")
    .orderBy("invitations.id")
    .execute();
  const people = [
    ...seen.map((row) =>
      waitingPerson(
        { ...row, label: shownName({ ...row, userId: row.user_id }) },
        row.invited_at !== null,
        false,
      ),
    ),
    ...unseen.map((row) => waitingPerson({ ...row, label: row.email, since: row.created_at }, true, true)),
  ].sort((a, b) => (a.since === b.since ? (a.key < b.key ? -1 : 1) : a.since < b.since ? -1 : 1));
  return { people: people.slice(0, LINES), total: Number(seen[0]?.total ?? 0) + unseen.length };
}

function waitingPerson(
  row: {
    id: string;
    label: string;
    email: string | null;
    team_id: string;
    team_name: string;
    vendor: VendorId;
    since: string;
  },
  isExact: boolean,
  isUnseen: boolean,
): WaitingPerson {
  return {
    key: row.id,
    label: row.label,
    ...(row.email ? { email: row.email } : {}),
    teamId: row.team_id,
    teamName: row.team_name,
    vendor: row.vendor,
    since: row.since,
    days: Math.max(0, Math.floor((Date.now() - Date.parse(row.since)) / DAY_MS)),
    isExact,
    isUnseen,
  };
}

/** Changes of which nobody knows whether they happened. */
async function countUnknown(): Promise<number> {
  const counted = await db()
    .selectFrom("changes")
    .select(sql<number>`count(*)`.as("n"))
    .where("state", "=", "unknown")
    .executeTakeFirstOrThrow();
  return Number(counted.n);
}
