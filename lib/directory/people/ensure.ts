import "server-only";
import { sql } from "kysely";
import { assignPeople, lockPeople, recomputePeople } from "#lib/directory/people/maintain.ts";
import { transact } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";

const ROWS_AT_ONCE = 2_000;

/** Says whom members are about that were stored before there were people. Does nothing the second time. */
export async function ensurePeople(): Promise<void> {
  for (;;) {
    const left = await transact(async (tx) => {
      await lockPeople(tx);
      const rows = await tx
        .selectFrom("members")
        .select(["id", "vendor", "user_id", "email_key", "person_id"])
        .where("person_id", "=", "")
        .limit(ROWS_AT_ONCE)
        .execute();
      await assignPeople(tx, rows);
      for (const some of chunks(rows)) {
        const values = sql.join(some.map((row) => sql`(${row.id}, ${row.person_id})`));
        await sql`with known (id, person_id) as (values ${values})
          update members set person_id = known.person_id from known where members.id = known.id`.execute(tx);
      }
      await recomputePeople(
        tx,
        rows.map((row) => row.person_id),
      );
      return rows.length;
    });
    if (left < ROWS_AT_ONCE) return;
  }
}
