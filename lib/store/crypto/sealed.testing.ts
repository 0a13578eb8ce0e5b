import { nowIso } from "#lib/core/ids.ts";
import { db } from "#lib/store/db/connection.ts";
import { seal } from "./key-ring.ts";

/** A webhook for tests, with a secret that is sealed as its own feature seals it. */
export async function insertWebhook(id: string, secret: string): Promise<void> {
  const at = nowIso();
  await db()
    .insertInto("webhooks")
    .values({
      id,
      url: "https://example.com/",
      label: id,
      events: "[]",
      with_names: 0,
      sealed_secret: await seal(secret, { table: "webhooks", column: "sealed_secret", row: id }),
      paused_at: null,
      reminded_on: null,
      dropped: 0,
      created_at: at,
      updated_at: at,
    })
    .execute();
}
