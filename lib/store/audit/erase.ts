import "server-only";
import { setImmediate as turn } from "node:timers/promises";
import { AppError } from "#lib/core/errors.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { textKey } from "#lib/store/db/text-key.ts";
import { appendEvent, type NewEvent } from "./append.ts";
import { namesAny } from "./erased-words.ts";
import { ERASE_ACTION } from "./names.ts";

type Actor = NewEvent["actor"];

/**
 * Erases one event's personal data and records that. The chain stays whole: only a salted digest of the data was in it,
 * and the salt goes too. Returns false where there was nothing left to erase. Throws NOT_FOUND.
 */
export async function erasePersonal(eventId: string, actor: Actor = "system"): Promise<boolean> {
  return transact(async (tx) => {
    const event = await tx
      .selectFrom("events")
      .select(["seq", "id", "action", "personal"])
      .where("id", "=", eventId)
      .executeTakeFirst();
    if (!event) throw new AppError("NOT_FOUND", { reason: "There is no such event" });
    if (event.personal === null) return false;
    await eraseSome(tx, [event], actor, {});
    return true;
  });
}

type Found = { id: string; action: string };

/** What is erased and the event that records it, together. */
async function eraseSome(
  tx: Tx,
  found: readonly Found[],
  actor: Actor,
  facts: NonNullable<NewEvent["facts"]>,
): Promise<void> {
  for (const [action, some] of Map.groupBy(found, (event) => event.action))
    await tx
      .updateTable("events")
      .set({ personal: null, search_key: textKey(action) })
      .where(
        "id",
        "in",
        some.map(({ id }) => id),
      )
      .execute();
  await appendEvent(tx, {
    action: ERASE_ACTION,
    actor,
    outcome: "done",
    facts: { ...facts, eventIds: found.map(({ id }) => id) },
  });
}

/** Whose traces are looked for. */
export type Traces = {
  /** Normalized e-mails, wherever one stands by itself in an event's personal data. */
  emails: readonly string[];
  /** Changes that are about them. */
  changeIds?: ReadonlySet<string>;
  /** Rollcall's own user: what they did, and what was done to them. */
  userId?: string;
  /** A person whom events about links name by id. */
  personId?: string;
  /** Batches, and requests, schedules and reviews, of which some events tell of them in words: those where `isNamedIn` finds them. */
  batchIds?: ReadonlySet<string>;
  aboutIds?: ReadonlySet<string>;
  isNamedIn?: (text: string) => boolean;
};

/** Events that are read, and of which some are erased, before others have their turn. */
const STRETCH = 500;

type Candidate = Pick<Tables["events"], "action" | "personal" | "change_id" | "batch_id" | "actor" | "body">;

/** Every text in a piece of data, however deep. */
const textsIn = (data: unknown): string[] => {
  if (typeof data === "string") return [data];
  return typeof data === "object" && data !== null ? Object.values(data).flatMap(textsIn) : [];
};

function bearsTraces({
  emails,
  changeIds,
  userId,
  personId,
  ...words
}: Traces): (event: Candidate) => boolean {
  const bearsAddress = namesAny(emails);
  return (event) => {
    if (event.change_id !== null && changeIds?.has(event.change_id)) return true;
    if (userId !== undefined && (event.actor === userId || event.body.includes(`"userId":"${userId}"`)))
      return true;
    const { data } = JSON.parse(event.personal ?? "{}") as { data?: Record<string, unknown> };
    if (personId !== undefined && [data?.personId, data?.intoId].includes(personId)) return true;
    const texts = textsIn(data);
    if (texts.some(bearsAddress)) return true;
    if (event.change_id !== null || !words.isNamedIn) return false;
    const { facts } = JSON.parse(event.body) as { facts: Record<string, unknown> };
    const isOfIt =
      // Somebody may have called a view after them.
      event.action.startsWith("view.") ||
      (event.batch_id !== null && words.batchIds?.has(event.batch_id)) ||
      [facts.approvalId, facts.scheduleId, facts.reviewId].some(
        (id) => typeof id === "string" && words.aboutIds?.has(id),
      );
    return isOfIt === true && texts.some(words.isNamedIn);
  };
}

/**
 * Erases the personal data of every event that bears these traces, and records which. An event's data goes as a whole:
 * what else it said of others is gone too. Returns how many events lost it.
 */
export async function eraseTraces(
  traces: Traces,
  actor: Actor,
  facts: NonNullable<NewEvent["facts"]>,
): Promise<number> {
  const { seq: end } = await db().selectFrom("audit_head").select("seq").executeTakeFirstOrThrow();
  const isTheirs = bearsTraces(traces);
  let erased = 0;
  for (let after = 0; ; ) {
    const page = await db()
      .selectFrom("events")
      .select(["seq", "id", "action", "personal", "change_id", "batch_id", "actor", "body"])
      .where("seq", ">", after)
      .where("seq", "<=", Number(end))
      .where("personal", "is not", null)
      .orderBy("seq")
      .limit(STRETCH)
      .execute();
    const found = page.filter(isTheirs);
    if (found.length > 0) await transact((tx) => eraseSome(tx, found, actor, facts));
    erased += found.length;
    const last = page.at(-1);
    if (!last || page.length < STRETCH) return erased;
    after = last.seq;
    await turn();
  }
}
