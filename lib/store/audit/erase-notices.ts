import "server-only";
import type { Tx } from "#lib/store/db/connection.ts";
import { SOMEBODY } from "./erased-words.ts";

/** What people are still to be told of by e-mail, where it names somebody: it is told without words. */
export async function eraseNotices(tx: Tx, isNamedIn: (text: string) => boolean): Promise<void> {
  const rows = await tx
    .selectFrom("notices")
    .select(["id", "what", "lines"])
    .where("state", "in", ["pending", "mailed"])
    .execute();
  for (const { id, what, lines } of rows)
    if (isNamedIn(what ?? "") || isNamedIn(lines ?? ""))
      await tx.updateTable("notices").set({ what: SOMEBODY, lines: null }).where("id", "=", id).execute();
}
