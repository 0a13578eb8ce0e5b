import "server-only";
import { tokenOf } from "#lib/access/auth/actor.ts";
import type { AskingToken } from "#lib/changes/types.ts";
import type { EventActor } from "#lib/store/audit/append.ts";
import { type Db, db, type Tx } from "#lib/store/db/connection.ts";

/** Tokens by which things were asked for, by id; of a user who was erased they are gone. */
export async function tokensOf(
  ids: readonly (string | null)[],
  store: Db | Tx = db(),
): Promise<Map<string, AskingToken>> {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  if (wanted.length === 0) return new Map();
  const rows = await store
    .selectFrom("api_tokens")
    .select(["id", "name", "kind"])
    .where("id", "in", wanted)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** The token by which something was asked for. */
export const tokenOfRow = async (
  { token_id }: { token_id: string | null },
  store: Db | Tx = db(),
): Promise<AskingToken | undefined> => (await tokensOf([token_id], store)).get(token_id ?? "");

/** Who has a batch made, as the actor of the events that tell how its changes end. */
export async function actorOfBatch(tx: Tx, batchId: string, userId: string): Promise<EventActor> {
  const [user, batch] = await Promise.all([
    tx.selectFrom("users").select(["name", "email"]).where("id", "=", userId).executeTakeFirst(),
    tx.selectFrom("batches").select("token_id").where("id", "=", batchId).executeTakeFirst(),
  ]);
  const token = batch && (await tokenOfRow(batch, tx));
  return { id: userId, ...user, ...(token ? tokenOf(token) : {}) };
}
