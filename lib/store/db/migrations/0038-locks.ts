import "server-only";
import { type Kysely, sql } from "kysely";
import type { DialectName } from "../connection.ts";
import { addColumn } from "./define.ts";

/** Rows that are looked at together: a journal may be long. */
const AT_ONCE = 500;

type Row = { id: string; before: string | null; input: string };
type Kept = { role?: string; lock?: string };

/** What a change locks, and the role that it gives and takes, as columns: the runner asks for them before each claim. */
export async function locks(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  for (const column of ["lock", "role", "role_before"])
    await addColumn(db, dialect, "changes", column, "text?");
  for (let after = ""; ; ) {
    const { rows } = await sql<Row>`select id, before, input from changes where id > ${after}
      and (input like '%"role":%' or before like '%"role":%' or before like '%"lock":%')
      order by id limit ${sql.lit(AT_ONCE)}`.execute(db);
    for (const group of Map.groupBy(rows, told).values()) await fill(db, group);
    const last = rows.at(-1);
    if (!last || rows.length < AT_ONCE) break;
    after = last.id;
  }
  await sql`create index changes_lock_state_idx on changes (lock, state) where lock is not null`.execute(db);
}

const read = (text: string | null): Kept => JSON.parse(text ?? "{}") as Kept;

/** Rows whose JSON says the same are filled in one statement. */
const told = ({ before, input }: Row): string =>
  JSON.stringify([read(before).lock, read(input).role, read(before).role]);

async function fill(db: Kysely<unknown>, rows: readonly Row[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const before = read(first.before);
  const ids = sql.join(rows.map(({ id }) => id));
  await sql`update changes set lock = ${before.lock ?? null}, role = ${read(first.input).role ?? null},
    role_before = ${before.role ?? null} where id in (${ids})`.execute(db);
}
