import "server-only";
import { z } from "zod";
import { can, type Viewer } from "#lib/core/permissions.ts";
import { fullName } from "#lib/core/person-words.ts";
import type { ActivityFilter } from "#lib/directory/activity/filter.ts";
import type { ActivityPage, ActivityRow } from "#lib/directory/activity/schema.ts";
import { changeWords, eventWords } from "#lib/directory/activity/words.ts";
import { toActivityRows } from "#lib/directory/feed/activity-rows.ts";
import { countObservations, listObservations } from "#lib/directory/feed/data.ts";
import { partOfLog, partOfSyncs } from "#lib/insight/activity/filter-parts.ts";
import { mergeNewest, parseCursor } from "#lib/insight/activity/merge.ts";
import { type EventFilter, type EventRow, listEvents } from "#lib/store/audit/data.ts";
import { readHead } from "#lib/store/audit/rows.ts";
import { db } from "#lib/store/db/connection.ts";
import { viewKey } from "#lib/store/db/view.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

export const ACTIVITY_PAGE_ROWS = 100;

/** What the journal's `description` column holds; anything else in it is ignored. */
const descriptionSchema = z.object({
  title: z.string(),
  subject: z.string().catch(""),
  email: z.string().optional().catch(undefined),
  before: z.string().catch(""),
  after: z.string().catch(""),
  people: z
    .array(z.object({ name: z.string(), email: z.string().optional() }))
    .optional()
    .catch(undefined),
  teamName: z.string().catch(""),
});
type JournalRow = z.infer<typeof descriptionSchema> & {
  kind: string;
  reason: string | null;
  vendor?: VendorId;
};

/**
 * Whose sign-ins, refusals and looks alone are shown: one's own, unless one may read the audit log (undefined). Without a
 * viewer Rollcall itself asks.
 */
export const accountsOf = (viewer: Viewer | undefined): string | undefined =>
  !viewer || can(viewer, "audit.read") ? undefined : viewer.userId;

/** The part of the filter that the audit log answers, for this viewer; undefined when nothing of it can match. */
export function eventFilterOf(
  filter: ActivityFilter,
  nowMs: number,
  viewer?: Viewer,
): EventFilter | undefined {
  const part = partOfLog(filter, nowMs);
  // Who looked at what is there for who asks for it.
  return part && { ...part, isWithoutReads: filter.what !== "read", accountsOf: accountsOf(viewer) };
}

/**
 * Newest first: what happened through Rollcall, one row a change, and what syncs saw happen outside it, with the words
 * for each. `total` counts all of both. At most 200 rows. From where somebody came, and what happens to others'
 * accounts, is only for who may see it.
 */
export async function listActivity(
  filter: ActivityFilter,
  { limit = ACTIVITY_PAGE_ROWS, viewer }: { limit?: number; viewer?: Viewer } = {},
): Promise<ActivityPage> {
  const [page, head, seen] = await Promise.all([
    readActivity(filter, limit, Date.now(), viewer),
    viewKey() === "" ? readHead() : countEvents().then((seq) => ({ seq })),
    countObservations(),
  ]);
  const mayKnow = viewer !== undefined && can(viewer, "session.read");
  const rows = mayKnow ? page.rows : page.rows.map(({ address: _address, ...row }) => row);
  return { ...page, rows, total: head.seq + seen };
}

/** One page of the merged list, as of `nowMs`. */
export async function readActivity(
  filter: ActivityFilter,
  limit: number,
  nowMs: number,
  viewer?: Viewer,
): Promise<{ rows: ActivityRow[]; next?: string }> {
  const from = parseCursor(filter.before);
  const inside = eventFilterOf(filter, nowMs, viewer);
  const outside = partOfSyncs(filter, nowMs);
  const [events, observations] = await Promise.all([
    inside && listEvents({ ...inside, before: from.seq, limit }),
    outside && listObservations({ ...outside, before: from.seen, limit }),
  ]);
  const { rows, next } = mergeNewest(
    { rows: events?.rows ?? [], more: events?.next !== undefined },
    observations ?? { rows: [], more: false },
    limit,
    from,
  );
  const [known, seen] = await Promise.all([
    toActivity(rows.flatMap((row) => ("event" in row ? row.event : []))),
    toActivityRows(rows.flatMap((row) => ("observation" in row ? row.observation : []))),
  ]);
  const byId = new Map([...known, ...seen].map((row) => [row.id, row]));
  return {
    rows: rows.flatMap((row) => byId.get("event" in row ? row.event.id : row.observation.id) ?? []),
    ...(next === undefined ? {} : { next }),
  };
}

/** Gives events their words: a change's from the journal, the rest from what the event says. */
export async function toActivity(events: EventRow[]): Promise<ActivityRow[]> {
  const [journal, teams, connections, users] = await Promise.all([
    journalOf(events.flatMap((event) => event.changeId ?? [])),
    teamsOf(events.flatMap((event) => event.teamId ?? [])),
    connectionsOf(events.flatMap((event) => event.connectionId ?? [])),
    usersOf(events.map((event) => event.actor.id)),
  ]);
  return events.map((event) => {
    const change = event.changeId ? journal.get(event.changeId) : undefined;
    const team = event.teamId ? teams.get(event.teamId) : undefined;
    const connection = event.connectionId ? connections.get(event.connectionId) : undefined;
    const what = change
      ? changeWords(change.title, change.subject, change.kind.startsWith("secret."))
      : eventWords({ action: event.action, facts: event.facts, personal: event.personal });
    const name = change?.teamName || team?.name || connection?.label;
    // "Added the connection Halden Docs" need not say "in Halden Docs" too.
    const place = what.some((piece) => piece.as === "name" && piece.text === name) ? undefined : name;
    const vendor = connection?.vendor ?? team?.vendor;
    const reason =
      change?.reason ?? (typeof event.facts.reason === "string" ? event.facts.reason : undefined);
    return {
      id: event.id,
      seq: event.seq,
      at: event.startedAt,
      who: whoOf(event, users),
      what,
      ...(change?.email && !change.subject.includes(change.email) ? { subjectEmail: change.email } : {}),
      ...(change?.people ? { people: change.people.map(fullName) } : {}),
      ...(change?.before ? { before: change.before } : {}),
      ...(change?.after ? { after: change.after } : {}),
      ...(place
        ? { where: { name: place, ...(vendor ? { vendor } : {}), ...(team ? { teamId: team.id } : {}) } }
        : {}),
      outcome: event.outcome,
      ...(reason ? { reason } : {}),
      ...(event.actor.address ? { address: event.actor.address } : {}),
    };
  });
}

function whoOf(event: EventRow, users: Map<string, { name: string; email: string }>): ActivityRow["who"] {
  if (event.actor.id === "system") return { name: "Rollcall", kind: "system" };
  const known = users.get(event.actor.id);
  const name = event.actor.name || known?.name;
  const email = event.actor.email || known?.email;
  if (!name && !email) return { name: "Unknown", kind: "nobody" };
  return { name: name || email || "", ...(email ? { email } : {}), kind: "user" };
}

async function journalOf(ids: string[]): Promise<Map<string, JournalRow>> {
  if (ids.length === 0) return new Map();
  const rows = await db()
    .selectFrom("changes")
    .select(["id", "kind", "description", "reason"])
    .where("id", "in", ids)
    .execute();
  return new Map(
    rows.flatMap((row) => {
      const parsed = descriptionSchema.safeParse(JSON.parse(row.description));
      return parsed.success
        ? [[row.id, { ...parsed.data, kind: row.kind, reason: row.reason }] as const]
        : [];
    }),
  );
}

async function teamsOf(ids: string[]) {
  if (ids.length === 0) return new Map<string, { id: string; name: string; vendor: VendorId }>();
  const rows = await db()
    .selectFrom("teams")
    .select(["id", "name", "vendor"])
    .where("id", "in", [...new Set(ids)])
    .where("removed_at", "is", null)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

async function connectionsOf(ids: string[]) {
  if (ids.length === 0) return new Map<string, { id: string; label: string; vendor: VendorId }>();
  const rows = await db()
    .selectFrom("connections")
    .select(["id", "label", "vendor"])
    .where("id", "in", [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

async function usersOf(ids: string[]) {
  if (ids.length === 0) return new Map<string, { name: string; email: string }>();
  const rows = await db()
    .selectFrom("users")
    .select(["id", "name", "email"])
    .where("id", "in", [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** Everybody who may stand in the filter "Who": Rollcall's users by name. */
export async function listActors(): Promise<{ id: string; name: string }[]> {
  const rows = await db().selectFrom("users").select(["id", "name", "email"]).orderBy("email_key").execute();
  return rows.map((row) => ({ id: row.id, name: row.name || row.email }));
}

/** How many events somebody sees who does not see all: the head of the log would tell of the others. */
async function countEvents(): Promise<number> {
  const counted = await db()
    .selectFrom("events")
    .select((row) => row.fn.countAll<number>().as("n"))
    .executeTakeFirstOrThrow();
  return Number(counted.n);
}
