import "server-only";
import { ENDING_MS } from "#lib/access/tokens/constants.ts";
import { DAY_MS } from "#lib/access/tokens/uses.ts";
import { oldSince, tokenDays } from "#lib/directory/policies/token-age.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { tellApiTokenEnding, tellTokenOld } from "#lib/store/outbox/tell.ts";

/** A token that lives no longer than this is told of the day before, and one of a day not at all. */
const SHORT_MS = ENDING_MS + DAY_MS;

/** A token that stays is told of again after so many days. */
const AGAIN_DAYS = 7;
/** A refusal is told of when it happens; that nobody has done anything about it, after so many days. */
const REFUSED_DAYS = 1;

/**
 * Reminds of stored tokens that are older than the policy allows, and of refused ones that nobody has replaced: each at
 * most once in seven days, over all processes. Returns how many.
 */
export async function remindOfTokens(nowMs = Date.now()): Promise<number> {
  const days = await tokenDays();
  const old = oldSince(days, nowMs);
  const wanting = () =>
    db()
      .selectFrom("connections")
      .select(["id"])
      .where((where) =>
        where.or([
          where("token_stored_at", "<=", old),
          where.and([where("state", "=", "refused"), where("state_at", "<=", oldSince(REFUSED_DAYS, nowMs))]),
        ]),
      )
      .where((where) =>
        where.or([
          where("token_told_at", "is", null),
          where("token_told_at", "<=", oldSince(AGAIN_DAYS, nowMs)),
        ]),
      )
      .execute();
  let told = 0;
  for (const { id } of await wanting()) if (await remindOf(id, { old, days, nowMs })) told++;
  return told;
}

async function remindOf(id: string, by: { old: string; days: number; nowMs: number }): Promise<boolean> {
  return transact(async (tx) => {
    const row = await tx
      .updateTable("connections")
      .set({ token_told_at: new Date(by.nowMs).toISOString() })
      .where("id", "=", id)
      .where((where) =>
        where.or([
          where("token_told_at", "is", null),
          where("token_told_at", "<=", oldSince(AGAIN_DAYS, by.nowMs)),
        ]),
      )
      .returning(["id", "label", "vendor", "state", "token_stored_at"])
      .executeTakeFirst();
    if (!row) return false;
    const isOld = row.token_stored_at !== null && row.token_stored_at <= by.old;
    const reason: "age" | "refused" = isOld ? "age" : "refused";
    const facts = { reason, storedAt: row.token_stored_at, limitDays: by.days };
    await appendEvent(tx, {
      action: "connection.tokenOld",
      actor: "system",
      outcome: "done",
      connectionId: id,
      facts: { vendor: row.vendor, label: row.label, ...facts },
      search: row.label,
    });
    await tellTokenOld(
      tx,
      { id, label: row.label, vendor: row.vendor },
      facts,
      new Date(by.nowMs).toISOString(),
    );
    return true;
  });
}

/** Tells people of their API tokens that end within seven days, each once, over all processes. Returns of how many. */
export async function remindOfApiTokens(nowMs = Date.now()): Promise<number> {
  const iso = (ms: number): string => new Date(ms).toISOString();
  const ending = await db()
    .selectFrom("api_tokens")
    .select(["id", "created_at", "ends_at"])
    .where("end_told_at", "is", null)
    .where("ended_at", "is", null)
    .where("ends_at", ">", iso(nowMs))
    .where("ends_at", "<=", iso(nowMs + ENDING_MS))
    .execute();
  const due = ending.filter(({ created_at, ends_at }) => {
    const life = Date.parse(ends_at) - Date.parse(created_at);
    return life >= SHORT_MS || (life > DAY_MS && Date.parse(ends_at) - nowMs <= DAY_MS);
  });
  let told = 0;
  for (const { id } of due)
    await transact(async (tx) => {
      const row = await tx
        .updateTable("api_tokens")
        .set({ end_told_at: iso(nowMs) })
        .where("id", "=", id)
        .where("end_told_at", "is", null)
        .where("ended_at", "is", null)
        .returning(["user_id", "name", "ends_at"])
        .executeTakeFirst();
      if (!row) return;
      await tellApiTokenEnding(tx, { id, userId: row.user_id, name: row.name, endsAt: row.ends_at });
      told++;
    });
  return told;
}
