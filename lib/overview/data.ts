import "server-only";
import { sql } from "kysely";
import { can, type Viewer } from "#lib/auth/permissions.ts";
import { seesAllBatches } from "#lib/changes/batch-row.ts";
import { listConnections } from "#lib/connections/data.ts";
import { db } from "#lib/db/connection.ts";
import { shownName } from "#lib/members/mutations.ts";
import type { BatchLine, Overview, WaitingPerson } from "#lib/overview/schema.ts";
import { countOnce } from "#lib/paging/segments.ts";
import { countDueSecrets } from "#lib/policies/data.ts";
import { listAllSecrets } from "#lib/secrets/data.ts";
import { secretFilterSchema } from "#lib/secrets/schema.ts";
import { overallFreshness } from "#lib/sync/overall.ts";
import { countTeams } from "#lib/teams/data.ts";
import type { VendorId } from "#lib/vendors/port.ts";

const DAY_MS = 86_400_000;
const LINES = 8;
const RECENT_DAYS = 7;

/** What the start page shows, from the store alone. Latest events come from `lib/audit/data.ts`. */
export async function getOverview(viewer: Viewer): Promise<Overview> {
  const maySeeSecrets = can(viewer, "secret.read");
  const oldest = secretFilterSchema.parse({ limit: LINES });
  const [people, teams, dueSecrets, secrets, connections, waiting, batches, unknownChanges] =
    await Promise.all([
      countPeople(),
      countTeams(),
      maySeeSecrets ? countDueSecrets() : { due: 0, overdue: 0 },
      maySeeSecrets ? listAllSecrets(oldest) : { rows: [], total: 0 },
      can(viewer, "connection.read") ? listConnections() : [],
      listWaiting(),
      listBatches(viewer),
      countUnknown(),
    ]);
  return {
    counts: {
      people,
      teams,
      secrets: secrets.total,
      dueSecrets: dueSecrets.due,
      overdueSecrets: dueSecrets.overdue,
    },
    connections,
    waiting,
    oldestSecrets: secrets.rows,
    batches,
    unknownChanges,
  };
}

/** People once each: by e-mail over both vendors, and by id where there is none. */
async function countPeople(): Promise<number> {
  const version = (await overallFreshness("members"))?.version ?? 0;
  return countOnce(`people:${version}`, async () => {
    const counted = await db()
      .selectFrom("members")
      .select([
        sql<number>`count(distinct email_key)`.as("known"),
        sql<number>`count(distinct case when email_key is null then vendor || ' ' || user_id end)`.as(
          "unknown",
        ),
      ])
      .where("removed_at", "is", null)
      .executeTakeFirstOrThrow();
    return Number(counted.known) + Number(counted.unknown);
  });
}

async function listWaiting(): Promise<Overview["waiting"]> {
  const invited = db()
    .selectFrom("members")
    .innerJoin("teams", "teams.id", "members.team_id")
    .leftJoin("invitations", (join) =>
      join
        .onRef("invitations.team_id", "=", "members.team_id")
        .onRef("invitations.email_key", "=", "members.email_key")
        .on("invitations.dismissed_at", "is", null),
    )
    .where("members.status", "=", "invited")
    .where("members.removed_at", "is", null)
    .where("teams.removed_at", "is", null);
  const since = sql<string>`coalesce(min(invitations.created_at), members.first_seen_at)`;
  const seen = await invited
    .select(["members.id", "members.user_id", "members.name", "members.email", "members.team_id"])
    .select(["teams.name as team_name", "teams.vendor", since.as("since")])
    .select(sql<string | null>`min(invitations.created_at)`.as("invited_at"))
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
  const seenTotal = await invited
    .select(sql<number>`count(distinct members.id)`.as("n"))
    .executeTakeFirstOrThrow();
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
  return { people: people.slice(0, LINES), total: Number(seenTotal.n) + unseen.length };
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

const countOf = (state: "done" | "failed" | "unknown") =>
  sql<number>`sum(case when changes.state = ${state} then 1 else 0 end)`;

async function listBatches(viewer: Viewer): Promise<BatchLine[]> {
  const recent = new Date(Date.now() - RECENT_DAYS * DAY_MS).toISOString();
  let batches = db()
    .selectFrom("batches")
    .innerJoin("changes", "changes.batch_id", "batches.id")
    .select(["batches.id", "batches.name", "batches.state", "batches.created_at", "batches.size"])
    .select([countOf("done").as("done"), countOf("failed").as("failed"), countOf("unknown").as("unknown")])
    .where((where) =>
      where.or([
        where("batches.state", "in", ["running", "paused"]),
        where("batches.created_at", ">", recent),
      ]),
    );
  if (!seesAllBatches(viewer)) batches = batches.where("batches.user_id", "=", viewer.userId);
  const rows = await batches
    .groupBy(["batches.id", "batches.name", "batches.state", "batches.created_at", "batches.size"])
    .having((having) =>
      having.or([
        having("batches.state", "in", ["running", "paused"]),
        sql<boolean>`sum(case when changes.state in ('failed', 'unknown') then 1 else 0 end) > 0`,
      ]),
    )
    .orderBy("batches.created_at", "desc")
    .orderBy("batches.id", "desc")
    .limit(LINES)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    state: row.state,
    createdAt: row.created_at,
    size: row.size,
    done: Number(row.done),
    failed: Number(row.failed),
    unknown: Number(row.unknown),
  }));
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
