import "server-only";
import { sql } from "kysely";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { outsideViews } from "#lib/store/db/view.ts";
import { appendEvent, type NewEvent } from "./append.ts";
import { eraseTraces } from "./erase.ts";
import { eraseNotices } from "./erase-notices.ts";
import { namesAny } from "./erased-words.ts";

const ERASED_NAME = "Erased user";
const OF_THE_ACCOUNT = [
  ...(["sessions", "identities", "two_factor", "recovery_codes", "links"] as const),
  // What somebody called their views, and looked for in them, is theirs too.
  "saved_views",
  ...(["api_tokens", "calendars", "notice_choices", "notices", "mails"] as const),
] as const;

/**
 * Erases who a disabled user of Rollcall was: name, address, sessions and proofs of the account, and the personal data of
 * every event that they made or that is about them. The account's id stays, so that what one person did still belongs
 * together. Throws NOT_FOUND, and CONFLICT for an account that can still sign in.
 */
export const eraseUser = (userId: string, actor: NewEvent["actor"]): Promise<{ events: number }> =>
  outsideViews(async () => {
    const user = await db()
      .selectFrom("users")
      .select(["id", "name", "email_key", "disabled_at"])
      .where("id", "=", userId)
      .executeTakeFirst();
    if (!user) throw new AppError("NOT_FOUND", { reason: "This user is no longer here. Reload the page." });
    if (user.disabled_at === null)
      throw new AppError("CONFLICT", { reason: "Disable this user first: who can sign in keeps a name." });
    // The account last: should this end half-way, doing it again finds the rest by its address still.
    const events = await eraseTraces({ emails: [user.email_key], userId }, actor, { about: "user" });
    await transact(async (tx) => {
      const still = await tx
        .selectFrom("users")
        .select("id")
        .where("id", "=", userId)
        .where("disabled_at", "is not", null)
        .executeTakeFirst();
      if (!still) throw new AppError("CONFLICT", { reason: "This user was enabled meanwhile." });
      const email = `erased-${userId}@erased.invalid`;
      await tx
        .updateTable("users")
        .set({ name: ERASED_NAME, name_key: null, email, email_key: email })
        .set({ password_hash: null, time_zone: null, updated_at: nowIso() })
        .where("id", "=", userId)
        .execute();
      const tokens = tx
        .selectFrom("api_tokens")
        .select(sql<string>`'token:' || id`.as("subject"))
        .where("user_id", "=", userId);
      await tx.deleteFrom("grants").where("subject", "in", tokens).execute();
      await tx.deleteFrom("limits").where("subject", "in", tokens).execute();
      for (const table of OF_THE_ACCOUNT) await tx.deleteFrom(table).where("user_id", "=", userId).execute();
      await eraseNotices(tx, namesAny([user.name, user.email_key]));
      await appendEvent(tx, { action: "user.erase", actor, outcome: "done", facts: { userId } });
    });
    return { events };
  });
