"use client";

import { HeadNote } from "#components/ui/page-header.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { grouped } from "#lib/core/grouped.ts";
import type { ListFreshness } from "#lib/directory/teams/schema.ts";

/** The age of a list, or how far its run is. */
export function SyncLine({ freshness, noun }: { freshness: ListFreshness | undefined; noun: string }) {
  if (freshness?.running) {
    const { runRows, syncedAt } = freshness;
    const rows = grouped(runRows);
    return (
      <HeadNote isRunning>
        {syncedAt ? `Syncing${runRows > 0 ? `, ${rows} so far` : ""}` : `First sync, ${rows} ${noun} so far`}
      </HeadNote>
    );
  }
  if (!freshness?.syncedAt) return <HeadNote isWorrying>Never synced</HeadNote>;
  return (
    <HeadNote isWorrying={Boolean(freshness.error)}>
      Synced <TimeAgo at={freshness.syncedAt} isLong />
    </HeadNote>
  );
}
