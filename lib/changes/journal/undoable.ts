import "server-only";
import { TAKES_EFFECT, type ViewedRow, viewOf } from "#lib/changes/journal/data.ts";
import { kindOf } from "#lib/changes/kinds/registry.ts";
import type { ChangeRow } from "#lib/changes/types.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";
import type { Undoable } from "#lib/directory/activity/schema.ts";
import { db } from "#lib/store/db/connection.ts";

export type UndoableRow = ViewedRow &
  Pick<ChangeRow, "id" | "kind" | "state" | "target" | "created_at" | "seq">;

/**
 * Which of these changes can be taken back, and why the others cannot, by their ids. Only changes that were done are among
 * them, and only for who may do such a change. By the journal, four questions for all: what somebody did elsewhere since is
 * found when it is planned.
 */
export async function undoables(
  viewer: Viewer,
  rows: readonly UndoableRow[],
): Promise<ReadonlyMap<string, Undoable>> {
  const done = rows.filter(({ state, kind }) => state === "done" && can(viewer, kind));
  if (done.length === 0) return new Map();
  const open = done.filter((row) => neverOf(row) === undefined);
  const [undone, later, places] = await Promise.all([undoneOf(open), laterOf(open), placesOf(open)]);
  const whyOf = (row: UndoableRow): string | undefined => {
    const never = neverOf(row);
    if (never !== undefined) return never;
    if (undone.get(row.id)) return "It was undone already";
    if (later.some((other) => other.target === row.target && isAfter(other, row)))
      return "It was changed again since";
    if (!places.has(row.connection_id)) return "The connection was deleted";
    return row.team_id === null || places.has(row.team_id) ? undefined : "The team is gone";
  };
  return new Map(
    done.map((row) => {
      const why = whyOf(row);
      const isUndone = undone.get(row.id) === "done";
      return [
        row.id,
        { changeId: row.id, ...(why === undefined ? {} : { why }), ...(isUndone ? { isUndone } : {}) },
      ];
    }),
  );
}

function neverOf(row: UndoableRow): string | undefined {
  const kind = kindOf(row.kind);
  return kind.never?.(viewOf(row)) ?? (kind.inverse ? undefined : "It cannot be undone");
}

type Placed = Pick<ChangeRow, "created_at" | "seq">;
const isAfter = (a: Placed, b: Placed): boolean =>
  a.created_at > b.created_at || (a.created_at === b.created_at && a.seq > b.seq);

/** How what takes each of them back stands. */
async function undoneOf(
  rows: readonly UndoableRow[],
): Promise<ReadonlyMap<string | null, UndoableRow["state"]>> {
  if (rows.length === 0) return new Map();
  const found = await db()
    .selectFrom("changes")
    .select(["undo_of", "state"])
    .where(
      "undo_of",
      "in",
      rows.map(({ id }) => id),
    )
    .where("state", "in", TAKES_EFFECT)
    .execute();
  return new Map(found.map((row) => [row.undo_of, row.state]));
}

/** Later changes of the same. */
async function laterOf(rows: readonly UndoableRow[]) {
  const [first] = rows.map(({ created_at }) => created_at).toSorted();
  if (first === undefined) return [];
  return db()
    .selectFrom("changes")
    .select(["target", "created_at", "seq"])
    .where("target", "in", [...new Set(rows.map(({ target }) => target))])
    .where("created_at", ">=", first)
    .where("state", "in", TAKES_EFFECT)
    .execute();
}

/** The connections and teams of the changes that are still there. */
async function placesOf(rows: readonly UndoableRow[]): Promise<ReadonlySet<string>> {
  const connectionIds = [...new Set(rows.map((row) => row.connection_id))];
  const teamIds = [...new Set(rows.flatMap((row) => row.team_id ?? []))];
  const [connections, teams] = await Promise.all([
    connectionIds.length === 0
      ? []
      : db().selectFrom("connections").select("id").where("id", "in", connectionIds).execute(),
    teamIds.length === 0
      ? []
      : db()
          .selectFrom("teams")
          .select("id")
          .where("id", "in", teamIds)
          .where("removed_at", "is", null)
          .execute(),
  ]);
  return new Set([...connections, ...teams].map(({ id }) => id));
}
