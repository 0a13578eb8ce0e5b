import "server-only";
import { type Kysely, sql } from "kysely";
import type { DialectName } from "../connection.ts";
import { dataType } from "./define.ts";

/** When each stored token was stored and by whom, as the audit log has it; and when its age was told of last. */
export async function tokenAge(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  for (const column of ["token_stored_at", "token_stored_by", "token_told_at"])
    await db.schema.alterTable("connections").addColumn(column, dataType("text?", dialect)).execute();
  const stored = sql`from events where events.connection_id = connections.id and events.outcome = 'done'
    and events.action in ('connection.create', 'connection.replaceToken') order by events.seq desc limit 1`;
  await sql`update connections set
    token_stored_at = coalesce((select events.at ${stored}), created_at),
    token_stored_by = coalesce((select nullif(events.actor, 'system') ${stored}), created_by)`.execute(db);
}
