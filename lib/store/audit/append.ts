import "server-only";
import { randomBytes } from "node:crypto";
import { counters } from "#lib/core/count.ts";
import { newId, nowIso } from "#lib/core/ids.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import { StoreError } from "#lib/store/db/errors.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { textKey } from "#lib/store/db/text-key.ts";
import { canonicalJson, chainHash, type Json, personalDigest } from "./chain.ts";
import { signBeginning } from "./checkpoint.ts";
import { eventMac } from "./event-mac.ts";

export type EventOutcome = Tables["events"]["outcome"];

export type EventActor = {
  id: string;
  name?: string;
  email?: string;
  sessionId?: string;
  /** The name of the token by which they did it. */
  token?: string;
  tokenId?: string;
  /** It is an agent's. */
  isAgent?: true;
  address?: string;
};

export type NewEvent = {
  /** Dotted name: a change kind, or "session.started", "connection.create"… */
  action: string;
  actor: EventActor | "system";
  outcome: EventOutcome;
  connectionId?: string | null | undefined;
  teamId?: string | null | undefined;
  changeId?: string | null | undefined;
  batchId?: string | null | undefined;
  /** Not personal, never a secret: chained, and kept for good. */
  facts?: Record<string, Json>;
  /** Names, addresses and the like: can be erased, a salted digest of it is chained. */
  personal?: Record<string, Json>;
  /** Words to find it by, besides action and actor. Erased with the personal data. */
  search?: string;
  /** It says where the log begins, which an export has to prove by itself: signed over the event in its place. */
  isBeginning?: true;
};

const MAX_TEXT = 2_000;
const SEARCH_LENGTH = 512;

/** Strangers' text is cut and mended, for one bad name must not stop an event from being written. */
function tidy(value: Json | undefined, depth = 0): Json {
  if (typeof value === "string") return value.replaceAll("\0", "").slice(0, MAX_TEXT).toWellFormed();
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (value === undefined || value === null || typeof value === "boolean") return value ?? null;
  if (depth > 8) return null;
  if (Array.isArray(value)) return value.slice(0, 1_000).map((item) => tidy(item, depth + 1));
  const kept = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(kept.map(([key, item]) => [key.toWellFormed(), tidy(item, depth + 1)]));
}

const isEmpty = (data: Json): boolean =>
  typeof data === "object" && data !== null && Object.keys(data).length === 0;

/** Events that are the outcome of a sign-in, whichever way it went. */
const SIGN_INS: Record<string, string> = { "session.started": "done", "session.failed": "failed" };

/** Rows that a statement can take: SQLite binds at most 32,766 values. */
const ROWS_PER_STATEMENT = 500;

/**
 * Appends an event to the audit chain, in the transaction that does what it tells of: both happen or neither.
 * The single head row makes writers wait for one another, so call it late in the transaction.
 */
export async function appendEvent(tx: Tx, event: NewEvent): Promise<{ seq: number; id: string }> {
  const [appended] = await appendEvents(tx, [event]);
  if (!appended) throw new StoreError("An event was not appended to the audit log.");
  return appended;
}

/** The same for many, in their order: one taking of the head, however many they are. */
export async function appendEvents(
  tx: Tx,
  events: readonly NewEvent[],
): Promise<{ seq: number; id: string }[]> {
  if (events.length === 0) return [];
  const head = await tx
    .updateTable("audit_head")
    .set((row) => ({ seq: row("seq", "+", events.length) }))
    .where("id", "=", 1)
    .returning(["seq", "hash"])
    .executeTakeFirst();
  if (!head)
    throw new StoreError("The store is damaged: the head of the audit log is missing; restore a backup.");
  const rows: ReturnType<typeof toRow>[] = [];
  // The driver of Postgres gives a bigint as it was stored: a number on both.
  const first = Number(head.seq) - events.length + 1;
  for (const [index, event] of events.entries())
    rows.push(toRow(event, first + index, rows.at(-1)?.hash ?? head.hash));
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT)
    await tx
      .insertInto("events")
      .values(rows.slice(start, start + ROWS_PER_STATEMENT))
      .execute();
  for (const { action } of events) {
    const signIn = SIGN_INS[action];
    if (signIn) counters()?.signIn(signIn);
  }
  const last = rows.at(-1);
  if (last) await tx.updateTable("audit_head").set({ hash: last.hash }).where("id", "=", 1).execute();
  return rows.map(({ seq, id }) => ({ seq, id }));
}

function toRow(event: NewEvent, seq: number, prevHash: string) {
  const {
    id: actor,
    tokenId,
    ...whoElse
  }: EventActor = event.actor === "system" ? { id: "system" } : event.actor;
  const who = tidy(whoElse);
  const personalData = tidy({ ...event.personal, ...(isEmpty(who) ? {} : { actor: who }) });
  const personal = isEmpty(personalData)
    ? null
    : { salt: randomBytes(16).toString("base64url"), data: personalData };
  const row = {
    seq,
    id: newId(),
    at: nowIso(),
    action: event.action,
    actor,
    outcome: event.outcome,
    connection_id: event.connectionId ?? null,
    team_id: event.teamId ?? null,
    change_id: event.changeId ?? null,
    batch_id: event.batchId ?? null,
  };
  const said = {
    ...row,
    // Most events have none, and older ones do not name it at all.
    ...(tokenId === undefined ? {} : { token_id: tokenId }),
    facts: tidy(event.facts ?? {}),
    personal_digest: personal ? personalDigest(personal.salt, personal.data) : null,
  };
  const body = canonicalJson(event.isBeginning ? signBeginning(said, prevHash) : said);
  const hash = chainHash(prevHash, body);
  return {
    ...row,
    token_id: tokenId ?? null,
    body,
    personal: personal && JSON.stringify(personal),
    search_key: textKey(
      [event.action, whoElse.name, whoElse.email, whoElse.token, event.search].join(" "),
      SEARCH_LENGTH,
    ),
    prev_hash: prevHash,
    hash,
    mac: eventMac(hash),
  };
}
