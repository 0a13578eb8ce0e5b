import "server-only";
import type { Tx } from "#lib/store/db/connection.ts";
import { OF_SOMEBODY, type Person, SOMEBODY } from "./erased-words.ts";

/** A batch's name, where it names the person. */
export async function eraseBatchName(tx: Tx, batchId: string, person: Person): Promise<void> {
  const batch = await tx.selectFrom("batches").select("name").where("id", "=", batchId).executeTakeFirst();
  if (!batch || !person.isNamedIn(batch.name)) return;
  const lines = await tx
    .selectFrom("changes")
    .select("description")
    .where("batch_id", "=", batchId)
    .limit(2)
    .execute();
  // A batch of one change is called as that change.
  const [only, more] = lines.map((line) => (JSON.parse(line.description) as { title?: string }).title);
  const name = more === undefined && only ? only : OF_SOMEBODY;
  await tx.updateTable("batches").set({ name }).where("id", "=", batchId).execute();
}

export async function eraseOffboardings(tx: Tx, person: Person): Promise<void> {
  const rows = await tx
    .selectFrom("offboardings")
    .select(["batch_id", "label"])
    .where("person_id", "=", person.id)
    .execute();
  for (const { batch_id, label } of rows) {
    const items = await tx
      .selectFrom("offboarding_items")
      .select(["key", "words"])
      .where("batch_id", "=", batch_id)
      .execute();
    for (const { key, words } of items)
      await tx
        .updateTable("offboarding_items")
        .set({ words: checklistWithout(words, label, person.isNamedIn) })
        .where("batch_id", "=", batch_id)
        .where("key", "=", key)
        .execute();
    await eraseBatchName(tx, batch_id, person);
    await tx
      .updateTable("offboardings")
      .set({ label: SOMEBODY, email: null, left_out: null })
      .where("batch_id", "=", batch_id)
      .execute();
  }
}

/** What stands before and after the person's name in the sentences of the checklist. */
const AROUND = [
  [" that ", " made on "],
  ["Take ", "'s SSH keys "],
  ["Decide whether ", " stays in "],
  [": it is ", "'s own"],
] as const;

/** An item without the name: where the name stands in a sentence that we made, else the whole of it. */
function checklistWithout(words: string, label: string, isNamedIn: (text: string) => boolean): string {
  if (label === SOMEBODY || label === "") return words;
  for (const [before, after] of AROUND) {
    const clean = words.replace(before + label + after, () => before + SOMEBODY + after);
    if (clean !== words) return clean;
  }
  return isNamedIn(words) ? `A step for ${SOMEBODY}` : words;
}
