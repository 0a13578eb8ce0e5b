"use client";

import { Spinner } from "#components/ui/spinner.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { ListFreshness } from "#lib/directory/teams/schema.ts";

/** The age of a list, or how far its run is. */
export function SyncLine({ freshness, noun }: { freshness: ListFreshness | undefined; noun: string }) {
  if (freshness?.running) {
    const rows = freshness.runRows.toLocaleString("en");
    return (
      <span className="sub sync-line">
        <Spinner />
        {freshness.syncedAt ? `Syncing, ${rows} so far` : `First sync, ${rows} ${noun} so far`}
      </span>
    );
  }
  if (!freshness?.syncedAt) return <span className="sub warn">Never synced</span>;
  return (
    <span className={freshness.error ? "sub warn" : "sub"}>
      Synced <TimeAgo at={freshness.syncedAt} isLong />
    </span>
  );
}
