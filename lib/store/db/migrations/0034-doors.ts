import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { createIndex, createTable, dataType } from "./define.ts";

/** Who may come into an organization without being invited by name, as it was read last; and offboardings looked at again. */
export async function doors(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(db, dialect, "doors", {
    columns: {
      connection_id: "text",
      enforces_sso: "int?",
      join_domains: "text?",
      allows_links: "int?",
      join_role: "text?",
      entry_at: "text?",
      links_at: "text?",
    },
    primaryKey: ["connection_id"],
    belongsTo: { connection_id: "connections" },
  });
  await createTable(db, dialect, "invite_links", {
    columns: {
      connection_id: "text",
      link_id: "text",
      role: "text?",
      seen_at: "text",
      removed_at: "text?",
    },
    primaryKey: ["connection_id", "link_id"],
    belongsTo: { connection_id: "connections" },
  });
  for (const column of ["look_again_at", "looked_again_at", "found_again"])
    await db.schema.alterTable("offboardings").addColumn(column, dataType("text?", dialect)).execute();
  await createIndex(db, dialect, { on: "offboardings", columns: ["look_again_at?"] });
}
