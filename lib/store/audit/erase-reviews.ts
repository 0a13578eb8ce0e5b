import "server-only";
import { db, type Tx } from "#lib/store/db/connection.ts";
import { type Person, SOMEBODY } from "./erased-words.ts";

/** Reviews of which nothing is to be decided any more. */
const ENDED = ["closed", "cancelled"] as const;

/** Reviews that have ended and look at this person: their events tell of them in words. */
export async function endedReviewsOf(personId: string): Promise<string[]> {
  const rows = await db()
    .selectFrom("review_items")
    .innerJoin("reviews", "reviews.id", "review_items.review_id")
    .select("reviews.id")
    .distinct()
    .where("review_items.person_id", "=", personId)
    .where("reviews.state", "in", ENDED)
    .execute();
  return rows.map(({ id }) => id);
}

/** A person's rows in reviews that have ended; and names of reviews and reasons that name them, of whomever they are. */
export async function eraseReviews(tx: Tx, person: Person): Promise<void> {
  const ended = await tx.selectFrom("reviews").select(["id", "name"]).where("state", "in", ENDED).execute();
  const ids = ended.map(({ id }) => id);
  if (ids.length === 0) return;
  for (const { id, name } of ended)
    if (person.isNamedIn(name))
      await tx
        .updateTable("reviews")
        .set({ name: `A review that named ${SOMEBODY}` })
        .where("id", "=", id)
        .execute();
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
