import "server-only";
import type { Viewer } from "#lib/core/permissions.ts";
import type { Undoable } from "#lib/directory/activity/schema.ts";
import { personHistory } from "#lib/directory/people/history.ts";
import type { PersonEvent } from "#lib/directory/people/schema.ts";
import { journalOf } from "#lib/insight/activity/journal.ts";

type Journalled = { changeId?: string; batchId?: string; undo?: Undoable };

/** Adds to events of the journal what this viewer can do with them: open the batch, take the change back. */
export async function withUndo<Event extends Journalled>(
  events: readonly Event[],
  viewer: Viewer,
): Promise<Event[]> {
  const known = await journalOf(
    events.flatMap(({ changeId }) => changeId ?? []),
    viewer,
  );
  return events.map((event) => {
    const change = event.changeId === undefined ? undefined : known.get(event.changeId);
    return {
      ...event,
      ...(change?.batch ? { batchId: change.batch.id } : {}),
      ...(change?.undo ? { undo: change.undo } : {}),
    };
  });
}

/** What happened to a person, newest first, with what this viewer can do about it. */
export const historyFor = async (personId: string, viewer: Viewer): Promise<PersonEvent[]> =>
  withUndo(await personHistory(personId), viewer);
