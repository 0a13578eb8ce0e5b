import "server-only";
import { type Kysely, sql } from "kysely";
import { textKey } from "#lib/store/db/text-key.ts";
import type { DialectName } from "../connection.ts";
import { createIndex, createTable } from "./define.ts";

/** Rotation: what Rollcall set and when, policies, webhooks with their deliveries, and words to find observations by. */
export async function rotation(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const text = dialect === "postgres" ? sql`text collate "C"` : sql`text`;
  for (const column of ["fingerprint", "set_at", "set_mark"])
    await sql`alter table secrets add column ${sql.ref(column)} ${text}`.execute(db);
  await sql`alter table observations add column search_key ${text} not null default ''`.execute(db);
  await fillSearchKeys(db);

  await createTable(db, dialect, "policies", {
    columns: {
      id: "text",
      team_id: "text?",
      pattern: "text?",
      scope: "text",
      days: "int",
      created_at: "text",
      updated_at: "text",
    },
    primaryKey: ["id"],
    belongsTo: { team_id: "teams" },
  });
  const at = new Date().toISOString();
  await sql`insert into policies (id, team_id, pattern, scope, days, created_at, updated_at)
    values ('default', null, null, '', 90, ${at}, ${at})`.execute(db);

  await createTable(db, dialect, "webhooks", {
    columns: {
      id: "text",
      url: "text",
      label: "text",
      events: "text",
      with_names: "int",
      sealed_secret: "text",
      paused_at: "text?",
      reminded_on: "text?",
      dropped: "zero",
      created_at: "text",
      updated_at: "text",
    },
    primaryKey: ["id"],
  });
  await createTable(db, dialect, "webhook_deliveries", {
    columns: {
      id: "text",
      webhook_id: "text",
      event_id: "text",
      type: "text",
      payload: "text?",
      state: "text",
      attempts: "zero",
      status: "int?",
      error: "text?",
      created_at: "text",
      next_at: "text?",
      ended_at: "text?",
      lease_until: "text?",
    },
    primaryKey: ["id"],
    belongsTo: { webhook_id: "webhooks" },
  });

  await createIndex(db, dialect, { on: "secrets", columns: ["fingerprint"] });
  await createIndex(db, dialect, { on: "policies", columns: ["scope"], unique: true });
  await createIndex(db, dialect, {
    on: "webhook_deliveries",
    columns: ["webhook_id", "event_id"],
    unique: true,
  });
  await createIndex(db, dialect, { on: "webhook_deliveries", columns: ["state", "next_at"] });
  await createIndex(db, dialect, { on: "webhook_deliveries", columns: ["webhook_id", "created_at", "id"] });
}

/** What older syncs observed can be found by its words too. */
async function fillSearchKeys(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ id: string; kind: string; subject: string; data: string }>`
    select id, kind, subject, data from observations`.execute(db);
  for (const { id, kind, subject, data } of rows) {
    const words = Object.values(JSON.parse(data) as Record<string, unknown>);
    const key = textKey([kind, subject, ...words.filter((word) => typeof word === "string")].join(" "), 512);
    await sql`update observations set search_key = ${key} where id = ${id}`.execute(db);
  }
}
