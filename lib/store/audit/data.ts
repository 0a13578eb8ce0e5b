import "server-only";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import { db } from "#lib/store/db/connection.ts";
import { contains, containsWords } from "#lib/store/db/search.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { seen } from "#lib/store/db/view.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import type { EventActor, EventOutcome } from "./append.ts";
import type { Json } from "./chain.ts";
import type { EventScope } from "./rows.ts";

export type EventFilter = {
  /** A whole name ("member.remove") or its first words ("member"). */
  action?: string | undefined;
  /** User id, or "system". */
  actor?: string | undefined;
  /** The token by which it was done. */
  tokenId?: string | undefined;
  outcome?: EventOutcome | undefined;
  connectionId?: string | undefined;
  teamId?: string | undefined;
  /** About a connection to this vendor. */
  vendor?: VendorId | undefined;
  changeId?: string | undefined;
  batchId?: string | undefined;
  /** Leaves out who looked at what. */
  isWithoutReads?: boolean | undefined;
  /** User id: of what is about Rollcall's own accounts, only what this person did. */
  accountsOf?: string | undefined;
  /** Words, each found anywhere in action, actor's name and e-mail, or what the event is searched by. */
  q?: string | undefined;
  /** How a word of `q` may stand on the page though what the event is searched by has another one. */
  told?: ((word: string) => Told) | undefined;
  /** ISO times: from this one on, and before that one. */
  from?: string | undefined;
  to?: string | undefined;
  /** Older than this event: `next` of the page before. */
  before?: number | undefined;
  /** At most 200; 50 where absent. */
  limit?: number | undefined;
};

/**
 * Events that are told with a word: those of these actions, and changes whose title has one of these words or that ended so.
 */
export type Told = {
  readonly actions: readonly string[];
  readonly titles: readonly string[];
  readonly outcomes: readonly EventOutcome[];
};

/** One thing that happened. A change is one row, with the outcome it has now. */
export type EventRow = {
  seq: number;
  id: string;
  at: string;
  /** When a change began; `at` of other events. */
  startedAt: string;
  action: string;
  actor: EventActor;
  outcome: EventOutcome;
  connectionId?: string;
  teamId?: string;
  changeId?: string;
  batchId?: string;
  facts: Record<string, Json>;
  /** Empty where there is none, or it was erased. */
  personal: Record<string, Json>;
  isErased: boolean;
};

/** Newest first. `next` is given where older ones follow. */
export type EventPage = { rows: EventRow[]; next?: number };

/** First words of what happens to Rollcall's own accounts: who signed in from where, was refused, looked at what. */
const ACCOUNT_ACTIONS = ["session", "read", "access", "user", "profile", "grant", "audit", "keys", "token"];

/** "/" is the sign after ".": what does not begin with the word and a dot, by the index. */
const isNot = (where: EventScope, word: string) =>
  where.or([where("event.action", "<", `${word}.`), where("event.action", ">=", `${word}/`)]);

/** Conditions for events that are told with a word. */
const toldWith = (where: EventScope, { actions, titles, outcomes }: Told): RawBuilder<SqlBool>[] => [
  ...(actions.length > 0 ? [sql<SqlBool>`${where("event.action", "in", actions)}`] : []),
  ...titles.map(
    (word) => sql<SqlBool>`(event.change_id is not null and ${contains("event.search_key", word)})`,
  ),
  ...(outcomes.length > 0
    ? [sql<SqlBool>`(event.change_id is not null and ${where("event.outcome", "in", outcomes)})`]
    : []),
];

/** What a filter means, over `events as event`. */
export function conditions(where: EventScope, filter: EventFilter) {
  const { action, q, told, from, to, before } = filter;
  const same = {
    actor: filter.actor,
    token_id: filter.tokenId,
    outcome: filter.outcome,
    connection_id: filter.connectionId,
    team_id: filter.teamId,
    change_id: filter.changeId,
    batch_id: filter.batchId,
  };
  const equal = Object.entries(same).flatMap(([column, value]) =>
    value === undefined ? [] : [where(`event.${column}` as "event.actor", "=", value)],
  );
  return where.and([
    ...equal,
    ...(filter.isWithoutReads ? [isNot(where, "read")] : []),
    ...(filter.accountsOf === undefined
      ? []
      : [
          where.or([
            where("event.actor", "=", filter.accountsOf),
            where.and(ACCOUNT_ACTIONS.map((word) => isNot(where, word))),
          ]),
        ]),
    ...(filter.vendor
      ? [
          sql<boolean>`event.connection_id in (select id from ${seen("connections")} as connections where vendor = ${filter.vendor})`,
        ]
      : []),
    ...(q ? [containsWords("event.search_key", q, told && ((word) => toldWith(where, told(word))))] : []),
    ...(from ? [where("event.at", ">=", from)] : []),
    ...(to ? [where("event.at", "<", to)] : []),
    ...(before === undefined ? [] : [where("event.seq", "<", before)]),
    ...(action
      ? [
          where.or([
            where("event.action", "=", action),
            // "/" is the sign after ".": everything that begins with the word and a dot, found by the index.
            where.and([where("event.action", ">=", `${action}.`), where("event.action", "<", `${action}/`)]),
          ]),
        ]
      : []),
  ]);
}

/** The audit log for reading: filtered, newest first, each change folded to its latest event. */
export async function listEvents(filter: EventFilter = {}): Promise<EventPage> {
  const limit = Math.min(Math.max(filter.limit ?? 50, 1), 200);
  const found = await db()
    .selectFrom("events as event")
    .selectAll()
    .where((where) => conditions(where, filter))
    .where(
      sql<boolean>`(event.change_id is null or not exists (
        select 1 from ${seen("events")} as later where later.change_id = event.change_id and later.seq > event.seq))`,
    )
    .orderBy("event.seq", "desc")
    .limit(limit + 1)
    .execute();
  const page = found.slice(0, limit);
  const began = await beginnings(page.flatMap(({ change_id }) => (change_id === null ? [] : [change_id])));
  const last = page.at(-1);
  return {
    rows: page.map((event) => rowOf(event, began)),
    ...(found.length > limit && last ? { next: last.seq } : {}),
  };
}

async function beginnings(changeIds: string[]): Promise<Map<string, string>> {
  if (changeIds.length === 0) return new Map();
  const rows = await db()
    .selectFrom("events")
    .select((row) => ["change_id", row.fn.min("at").as("at")])
    .where("change_id", "in", changeIds)
    .groupBy("change_id")
    .execute();
  return new Map(rows.flatMap(({ change_id, at }) => (change_id === null ? [] : [[change_id, at]])));
}

type Stored = { facts: Record<string, Json>; personal_digest: string | null };
type Personal = { data: Record<string, Json> & { actor?: Omit<EventActor, "id"> } };

function rowOf(event: Tables["events"], began: Map<string, string>): EventRow {
  const body = JSON.parse(event.body) as Stored;
  const { actor, ...personal } = event.personal ? (JSON.parse(event.personal) as Personal).data : {};
  return {
    seq: event.seq,
    id: event.id,
    at: event.at,
    startedAt: (event.change_id && began.get(event.change_id)) || event.at,
    action: event.action,
    actor: { id: event.actor, ...actor, ...(event.token_id ? { tokenId: event.token_id } : {}) },
    outcome: event.outcome,
    ...(event.connection_id ? { connectionId: event.connection_id } : {}),
    ...(event.team_id ? { teamId: event.team_id } : {}),
    ...(event.change_id ? { changeId: event.change_id } : {}),
    ...(event.batch_id ? { batchId: event.batch_id } : {}),
    facts: body.facts,
    personal,
    isErased: event.personal === null && body.personal_digest !== null,
  };
}
