import { grouped } from "#lib/core/grouped.ts";
import "server-only";
import { keySpellings } from "#lib/core/addresses/spellings.ts";
import { mailboxKey } from "#lib/core/email-key.ts";
import { AppError } from "#lib/core/errors.ts";
import { splitAddresses } from "#lib/directory/members/address-text.ts";
import { labelsOf } from "#lib/directory/people/rows.ts";
import { type ListedPerson, MAX_LISTED } from "#lib/directory/people/schema.ts";
import { db } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";

/** Which of pasted e-mails and ids are somebody, over all teams, in the order they were given. Throws INVALID_INPUT (too many). */
export async function findList(text: string): Promise<ListedPerson[]> {
  const parts = splitAddresses(text);
  if (parts.length > MAX_LISTED)
    throw new AppError("INVALID_INPUT", {
      fields: { text: [`Look for at most ${grouped(MAX_LISTED)} people at once`] },
    });
  const byEmail = await personIdsBy(
    "email_key",
    parts
      .map(mailboxKey)
      .filter((key) => key !== null)
      .flatMap(keySpellings),
  );
  const byAccount = await personIdsBy(
    "user_id",
    parts.filter((part) => mailboxKey(part) === null),
  );
  const labels = await labelsById([...byEmail.values(), ...byAccount.values()]);
  const seen = new Set<string>();
  return parts.map((part): ListedPerson => {
    const key = mailboxKey(part);
    const id = key === null ? byAccount.get(part) : byEmail.get(key);
    const once = id ?? key ?? part;
    if (seen.has(once)) return { text: part, finding: "duplicate" };
    seen.add(once);
    if (id !== undefined)
      return { text: part, finding: "found", person: { id, label: labels.get(id) ?? part } };
    return { text: part, finding: part.includes("@") && key === null ? "not-an-address" : "not-found" };
  });
}

async function personIdsBy(
  column: "email_key" | "user_id",
  values: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  // By id there is an index within a connection alone.
  const connections =
    column === "user_id"
      ? (await db().selectFrom("connections").select("id").execute()).map(({ id }) => id)
      : [];
  if (column === "user_id" && connections.length === 0) return found;
  for (const some of chunks([...new Set(values)])) {
    let query = db()
      .selectFrom("members")
      .select([`${column} as value`, "person_id"])
      .distinct()
      .where(column, "in", some)
      .where("removed_at", "is", null);
    if (column === "user_id") query = query.where("connection_id", "in", connections);
    for (const row of await query.orderBy("person_id").execute()) {
      const value = column === "email_key" ? mailboxKey(row.value) : row.value;
      if (value !== null && !found.has(value)) found.set(value, row.person_id);
    }
  }
  return found;
}

async function labelsById(ids: readonly string[]): Promise<Map<string, string>> {
  const labels = new Map<string, string>();
  for (const some of chunks([...new Set(ids)])) {
    const rows = await db().selectFrom("people").selectAll().where("id", "in", some).execute();
    const twins = await labelsOf(rows);
    for (const row of rows) labels.set(row.id, twins.get(row.id) ?? (row.name || row.email || row.id));
  }
  return labels;
}
