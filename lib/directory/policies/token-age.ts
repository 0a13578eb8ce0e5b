import "server-only";
import { TOKEN_DAYS } from "#lib/directory/policies/constants.ts";
import { appendEvent, type NewEvent } from "#lib/store/audit/append.ts";
import { type Db, db, type Tx, transact } from "#lib/store/db/connection.ts";

const KEY = "policy.token-days";
const DAY_MS = 86_400_000;

/** After how many days in the store a token counts as old. */
export async function tokenDays(store: Db | Tx = db()): Promise<number> {
  const row = await store.selectFrom("meta").select("value").where("key", "=", KEY).executeTakeFirst();
  return row ? Number(row.value) : TOKEN_DAYS;
}

/** Sets it. Saying again what is so writes nothing. */
export async function setTokenDays(actor: NewEvent["actor"], days: number): Promise<void> {
  await transact(async (tx) => {
    const before = await tokenDays(tx);
    if (before === days) return;
    await tx
      .insertInto("meta")
      .values({ key: KEY, value: String(days) })
      .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: String(days) }))
      .execute();
    await appendEvent(tx, { action: "policy.setTokenDays", actor, outcome: "done", facts: { before, days } });
  });
}

/** Tokens stored at this time (ISO) or before are old by now. */
export const oldSince = (days: number, nowMs: number): string =>
  new Date(nowMs - days * DAY_MS).toISOString();
