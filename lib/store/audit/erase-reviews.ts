import "server-only";
import type { Tx } from "#lib/store/db/connection.ts";
import { type Person, SOMEBODY } from "./erased-words.ts";

/** Reviews of which nothing is to be decided any more. */
const ENDED = ["closed", "cancelled"] as const;

/** A person's rows in reviews that have ended; and reasons that name them, of whomever they are. */
export async function eraseReviews(tx: Tx, person: Person): Promise<void> {
  const ended = await tx.selectFrom("reviews").select("id").where("state", "in", ENDED).execute();
  const ids = ended.map(({ id }) => id);
  if (ids.length === 0) return;
  await tx
    .updateTable("review_items")
    .set({ name: SOMEBODY, label: SOMEBODY, email: null, email_key: null })
    .set({ sort_key: SOMEBODY, search_key: SOMEBODY })
    .where("review_id", "in", ids)
    .where("person_id", "=", person.id)
    .execute();
  for (const table of ["review_items", "review_decisions"] as const) {
    const rows = await tx
      .selectFrom(table)
      .select(["id", "reason"])
      .where("review_id", "in", ids)
      .where("reason", "is not", null)
      .execute();
    for (const { id, reason } of rows)
      if (reason !== null && person.isNamedIn(reason))
        await tx
          .updateTable(table)
          .set({ reason: `A reason that named ${SOMEBODY}` })
          .where("id", "=", id)
          .execute();
  }
}
