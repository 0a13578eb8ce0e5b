"use client";

import { exactTime, timeAgo } from "#components/ui/clock.ts";
import { useNow } from "#components/ui/now.tsx";

/** How long ago, with the exact time on hover. Without a time: a dash. */
export function TimeAgo({ at, isLong = false }: { at: string | undefined; isLong?: boolean }) {
  const now = useNow();
  if (!at) return <span>–</span>;
  return (
    <time dateTime={at} title={exactTime(at)}>
      {timeAgo(at, now, isLong)}
    </time>
  );
}
