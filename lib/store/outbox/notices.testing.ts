import type { Insertable } from "kysely";
import { newId, nowIso } from "#lib/core/ids.ts";
import type { Role } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import type { Tables } from "#lib/store/db/tables.ts";

/** A user for tests who never signs in. Returns their id. */
export async function insertTestUser(
  role: Role,
  over: Partial<Insertable<Tables["users"]>> = {},
): Promise<string> {
  const id = newId();
  const at = nowIso();
  const email = over.email ?? `${id}@halden.example`;
  await db()
    .insertInto("users")
    .values({
      ...{ id, email, email_key: email, name: `${role} ${id}`, name_key: id, password_hash: null, role },
      ...{ disabled_at: null, created_at: at, updated_at: at, ...over },
    })
    .execute();
  return id;
}
