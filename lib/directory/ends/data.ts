import "server-only";
import { expressionBuilder } from "kysely";
import type { RoleEnd } from "#lib/directory/ends/schema.ts";
import { db } from "#lib/store/db/connection.ts";
import type { Tables } from "#lib/store/db/tables.ts";

/** A place that somebody has, as the store has it. `team_id` may be that of an organization's own list. */
type Placed = { connection_id: string; team_id: string; user_id: string };
/** What ends there: the role or membership in the team, and the place in the organization. */
export type EndsThere = { end?: RoleEnd; orgEnd?: RoleEnd };

const OPEN = ["scheduled", "held"] as const;

/** The ends of what these people have there, by `placeKey`. Ends are few: one question, whatever is asked of. */
export async function endsOf(rows: readonly Placed[]): Promise<ReadonlyMap<string, EndsThere>> {
  const found = new Map<string, EndsThere>();
  if (rows.length === 0) return found;
  const ends = await db()
    .selectFrom("ends")
    .innerJoin("schedules", "schedules.id", "ends.id")
    .select(["ends.id", "ends.change_id", "ends.connection_id", "ends.team_id", "ends.user_id"])
    .select(["schedules.due_at", "schedules.zone", "schedules.state"])
    .where("schedules.state", "in", OPEN)
    .where("ends.connection_id", "in", [...new Set(rows.map((row) => row.connection_id))])
    .execute();
  if (ends.length === 0) return found;
  const byPlace = new Map(
    ends.map((end) => [
      end.team_id === null ? orgKey(end) : placeKey({ ...end, team_id: end.team_id }),
      {
        ...{ id: end.id, changeId: end.change_id, at: end.due_at, zone: end.zone },
        ...(end.state === "held" ? { isHeld: true as const } : {}),
      },
    ]),
  );
  for (const row of rows) {
    const end = byPlace.get(placeKey(row));
    const orgEnd = byPlace.get(orgKey(row));
    if (end || orgEnd) found.set(placeKey(row), { ...(end ? { end } : {}), ...(orgEnd ? { orgEnd } : {}) });
  }
  return found;
}

export const placeKey = ({ team_id, user_id }: Pick<Placed, "team_id" | "user_id">): string =>
  `${team_id} ${user_id}`;
const orgKey = ({ connection_id, user_id }: Pick<Placed, "connection_id" | "user_id">): string =>
  `org:${connection_id} ${user_id}`;

const where = expressionBuilder<Tables, "members">();

/** Whether what a member has ends: in the team, or their place in the organization. */
export const endsSometime = () =>
  where.exists(
    where
      .selectFrom("ends")
      .innerJoin("schedules", "schedules.id", "ends.id")
      .select("ends.id")
      .where("schedules.state", "in", OPEN)
      .whereRef("ends.connection_id", "=", "members.connection_id")
      .whereRef("ends.user_id", "=", "members.user_id")
      .where((and) =>
        and.or([and("ends.team_id", "is", null), and("ends.team_id", "=", and.ref("members.team_id"))]),
      ),
  );

/** Changes whenever an end is made, moved or over: what lists of those who have one are counted by. */
export async function endsVersion(): Promise<string> {
  const found = await db()
    .selectFrom("ends")
    .innerJoin("schedules", "schedules.id", "ends.id")
    .select((of) => [of.fn.countAll().as("n"), of.fn.max("schedules.changed_at").as("last")])
    .where("schedules.state", "in", OPEN)
    .executeTakeFirst();
  return `${found?.n ?? 0} ${found?.last ?? ""}`;
}
