import "server-only";
import { sql } from "kysely";
import { z } from "zod";
import { seesAllBatches } from "#lib/changes/journal/data.ts";
import { inputOf, resultOf } from "#lib/changes/journal/journal.ts";
import { type UndoableRow, undoables } from "#lib/changes/journal/undoable.ts";
import type { ChangeKindName } from "#lib/core/change-names.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import type { ActivityRow, Undoable } from "#lib/directory/activity/schema.ts";
import { type Account, personIdsOf } from "#lib/directory/people/person-ids.ts";
import { db } from "#lib/store/db/connection.ts";

/** What the journal's `description` column holds; anything else in it is ignored. */
const descriptionSchema = z.object({
  title: z.string(),
  subject: z.string().catch(""),
  email: z.string().optional().catch(undefined),
  before: z.string().catch(""),
  after: z.string().catch(""),
  people: z
    .array(z.object({ name: z.string(), email: z.string().optional() }))
    .optional()
    .catch(undefined),
  teamName: z.string().catch(""),
});

/** What the journal knows of a change that the log tells of. */
export type Journaled = z.infer<typeof descriptionSchema> & {
  kind: ChangeKindName;
  reason: string | null;
  /** Whose page shows whom it is about. */
  personId?: string | undefined;
  batch?: ActivityRow["batch"];
  undo?: Undoable | undefined;
  isUndo: boolean;
};

type Row = UndoableRow & {
  batch_id: string;
  user_id: string;
  reason: string | null;
  undo_of: string | null;
};

/** Changes by their ids. With a viewer also what they can do with them: open the batch, take the change back. */
export async function journalOf(ids: readonly string[], viewer?: Viewer): Promise<Map<string, Journaled>> {
  if (ids.length === 0) return new Map();
  const rows: Row[] = await db()
    .selectFrom("changes")
    .select(["id", "batch_id", "seq", "kind", "state", "target", "created_at", "connection_id", "team_id"])
    .select([
      "user_id",
      "input",
      "before",
      "role_before",
      "lock",
      "result",
      "description",
      "reason",
      "undo_of",
    ])
    .where("id", "in", ids)
    .execute();
  const mine = rows.filter((row) => viewer && (row.user_id === viewer.userId || seesAllBatches(viewer)));
  const [undo, skipped, personIdOf] = await Promise.all([
    viewer ? undoables(viewer, mine) : undefined,
    skippedOf(mine),
    personIdsOf(viewer ? rows.map(accountOf) : []),
  ]);
  const seen = new Set(mine);
  return new Map(
    rows.flatMap((row) => {
      const parsed = descriptionSchema.safeParse(JSON.parse(row.description));
      if (!parsed.success) return [];
      const folds = row.state === "skipped" ? skipped.get(row.batch_id) : undefined;
      const change: Journaled = {
        ...parsed.data,
        kind: row.kind,
        reason: row.reason,
        personId: personIdOf(accountOf(row)),
        batch: seen.has(row) ? { id: row.batch_id, ...(folds ? { skipped: folds } : {}) } : undefined,
        undo: undo?.get(row.id),
        isUndo: row.undo_of !== null,
      };
      return [[row.id, change] as const];
    }),
  );
}

/** Whom a change is about, if it is about one person. */
function accountOf(row: Row): Account {
  const { userId, email } = inputOf(row) as { userId?: string; email?: string };
  const { connection_id: connectionId } = row;
  return { connectionId, userId: userId ?? resultOf(row).userId, email };
}

/** How many changes of each batch were already so. */
async function skippedOf(rows: readonly Row[]): Promise<Map<string, number>> {
  const batchIds = [...new Set(rows.flatMap((row) => (row.state === "skipped" ? row.batch_id : [])))];
  if (batchIds.length === 0) return new Map();
  const counted = await db()
    .selectFrom("changes")
    .select(["batch_id", sql<number>`count(*)`.as("n")])
    .where("batch_id", "in", batchIds)
    .where("state", "=", "skipped")
    .groupBy("batch_id")
    .execute();
  return new Map(counted.map((row) => [row.batch_id, Number(row.n)]));
}
