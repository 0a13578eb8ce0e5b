"use client";

import { plainWords } from "#components/activity/sentence.tsx";
import { UndoChange } from "#components/changes/undo-change.tsx";
import { Act, RowActs } from "#components/ui/act.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Link } from "#components/ui/link.tsx";
import type { ActivityRow } from "#lib/directory/activity/schema.ts";
import { batchHref } from "#lib/insight/activity/fold.ts";

/** What can be done with an event: take it back, open its batch, see all of it. */
export function ActivityActions({ row, onDetails }: { row: ActivityRow; onDetails: () => void }) {
  const what = plainWords(row.what);
  const href = batchHref(row);
  return (
    <RowActs>
      <UndoChange undo={row.undo} what={what} tabIndex={-1} />
      {href && (
        <Link
          className="act"
          href={href}
          aria-label={`Batch of ${what}`}
          title="Open its batch"
          tabIndex={-1}
        >
          <Icon name="right" className="size-3.5" />
        </Link>
      )}
      <Act icon="info" name={`Details of ${what}`} tabIndex={-1} onClick={onDetails} />
    </RowActs>
  );
}
