import "server-only";
import { type Kysely, sql } from "kysely";
import { nameKey } from "#lib/store/db/name-key.ts";
import type { DialectName } from "../connection.ts";
import { createIndex } from "./define.ts";

type User = { id: string; name: string; email: string };

/** What a change amounts to, for the rules of approvals, and a name that no two users share. */
export async function effects(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const text = dialect === "postgres" ? sql`text collate "C"` : sql`text`;
  await sql`alter table changes add column effects ${text}`.execute(db);
  await sql`alter table users add column name_key ${text}`.execute(db);
  await fillNameKeys(db);
  await createIndex(db, dialect, { on: "users", columns: ["name_key"], unique: true });
}

/** Who came first keeps the name; others with the same get their address behind it, which only they have. */
async function fillNameKeys(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<User>`select id, name, email from users order by created_at, id`.execute(db);
  const taken = new Set<string>();
  for (const { id, name, email } of rows) {
    let kept = name;
    for (let next = 1; taken.has(nameKey(kept || email)); next++)
      kept = next === 1 ? `${name || email} (${email})` : `${name || email} (${email}, ${next})`;
    const key = nameKey(kept || email);
    taken.add(key);
    await sql`update users set name = ${kept}, name_key = ${key} where id = ${id}`.execute(db);
  }
}
