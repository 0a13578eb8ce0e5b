"use client";

import { bothTimes, timeAgo } from "#components/ui/clock.ts";
import { useNow } from "#components/ui/now.tsx";
import { useZone } from "#components/ui/zone.tsx";

/** How long ago, with the exact time on hover: the reader's own and UTC. Without a time: a dash. */
export function TimeAgo({
  at,
  isLong = false,
  className,
}: {
  at: string | undefined;
  isLong?: boolean;
  className?: string;
}) {
  const now = useNow();
  const zone = useZone();
  if (!at) return className ? <span className={className}>–</span> : "–";
  return (
    <time className={className} dateTime={at} title={bothTimes(at, zone)}>
      {timeAgo(at, now, isLong)}
    </time>
  );
}
