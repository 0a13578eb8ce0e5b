import "server-only";
import canonicalize from "canonicalize";
import { beforeOf, descriptionOf, inputOf, resultOf } from "#lib/changes/journal/journal.ts";
import type { AnyKind, ChangeView } from "#lib/changes/kinds/kind.ts";
import { kindOf } from "#lib/changes/kinds/registry.ts";
import { CHANGE_INPUTS, type ChangeRequest } from "#lib/changes/schema.ts";
import type { ChangeRow } from "#lib/changes/types.ts";
import type { ChangeKindName } from "#lib/core/change-names.ts";
import { AppError } from "#lib/core/errors.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";

/** A journal row as a kind's words and inverse see it. */
export const viewOf = (row: ChangeRow): ChangeView<ChangeKindName> => ({
  connectionId: row.connection_id,
  teamId: row.team_id ?? undefined,
  input: inputOf(row) as Parameters<AnyKind["target"]>[0],
  before: beforeOf(row),
  result: resultOf(row),
  description: descriptionOf(row),
});

/** The request that would take a change back, or why there is none. */
export async function inverseOf(viewer: Viewer, row: ChangeRow): Promise<ChangeRequest | { none: string }> {
  if (row.state !== "done") return { none: "It did not happen" };
  const undone = await db()
    .selectFrom("changes")
    .select("id")
    .where("undo_of", "=", row.id)
    .where("state", "in", ["pending", "running", "done", "unknown"])
    .executeTakeFirst();
  if (undone) return { none: "It was undone already" };
  const inverse = await kindOf(row.kind).inverse(viewOf(row));
  if ("none" in inverse) return inverse;
  return can(viewer, inverse.kind) ? inverse : { none: "You may not do that" };
}

/** Throws CONFLICT unless the changes are exactly what would take the change back now. */
export async function assertUndoes(
  viewer: Viewer,
  changeId: string,
  changes: readonly ChangeRequest[],
): Promise<void> {
  const row = await db().selectFrom("changes").selectAll().where("id", "=", changeId).executeTakeFirst();
  if (!row) throw new AppError("NOT_FOUND", { reason: "The change to undo is not known" });
  const inverse = await inverseOf(viewer, row);
  if ("none" in inverse) throw new AppError("CONFLICT", { reason: inverse.none });
  const input = CHANGE_INPUTS[inverse.kind].safeParse(inverse.input);
  const wanted = canonicalize([{ kind: inverse.kind, input: input.data }]);
  if (canonicalize(changes) !== wanted)
    throw new AppError("CONFLICT", { reason: "This is not what would undo it any more" });
}
