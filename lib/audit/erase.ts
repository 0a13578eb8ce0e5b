import "server-only";
import { transact } from "#lib/db/connection.ts";
import { textKey } from "#lib/db/text-key.ts";
import { AppError } from "#lib/errors.ts";
import { appendEvent, type NewEvent } from "./append.ts";
import { ERASE_ACTION } from "./names.ts";

/**
 * Erases one event's personal data and records that. The chain stays whole: only a salted digest of the data was in it,
 * and the salt goes too. Returns false where there was nothing left to erase. Throws NOT_FOUND.
 */
export async function erasePersonal(eventId: string, actor: NewEvent["actor"] = "system"): Promise<boolean> {
  return transact(async (tx) => {
    const event = await tx
      .selectFrom("events")
      .select(["seq", "action", "personal"])
      .where("id", "=", eventId)
      .executeTakeFirst();
    if (!event) throw new AppError("NOT_FOUND", { reason: "There is no such event" });
    if (event.personal === null) return false;
    await tx
      .updateTable("events")
      .set({ personal: null, search_key: textKey(event.action) })
      .where("id", "=", eventId)
      .execute();
    await appendEvent(tx, {
      action: ERASE_ACTION,
      actor,
      outcome: "done",
      facts: { eventId, seq: event.seq },
    });
    return true;
  });
}
