"use client";

import { bothTimes, dayOrClock, shortTime } from "#components/ui/clock.ts";
import { Icon } from "#components/ui/icon.tsx";
import { useNow } from "#components/ui/now.tsx";
import { useZone } from "#components/ui/zone.tsx";
import type { RoleEnd } from "#lib/directory/ends/schema.ts";

/** "until 18:00" with a clock, and the exact time on hover: it was given for a time. `what`: for who cannot see beside what it stands. */
export function UntilMark({ end, what }: { end: RoleEnd | undefined; what?: string }) {
  const now = useNow();
  const zone = useZone();
  if (!end) return null;
  return (
    <span
      className="inline-flex min-w-4 shrink-[20] items-center gap-1 overflow-hidden align-middle text-small font-normal whitespace-nowrap text-muted"
      title={end.isHeld ? "Its end has come and waits for a person" : bothTimes(end.at, zone)}
    >
      <Icon name="clock" className="size-3 flex-none" />
      <span className="truncate">
        {what && <span className="sr-only">{what} </span>}
        {end.isHeld ? (
          "end is held"
        ) : (
          <>
            {/* The clock says it too: where there is room for one of them, it is for the day. */}
            <span className="max-[1439px]:sr-only">until </span>
            {dayOrClock(end.at, now, zone)}
          </>
        )}
      </span>
    </span>
  );
}

/** The same where there is room for the clock alone: the words are for the pointer and for screen readers. */
export function EndGlyph({ end }: { end: RoleEnd }) {
  const now = useNow();
  const zone = useZone();
  const words = end.isHeld ? "end is held" : `until ${shortTime(end.at, now, zone)}`;
  return (
    <span
      className="ms-1 inline-block align-[-1px] text-muted"
      title={`${words}\n${bothTimes(end.at, zone)}`}
    >
      <Icon name="clock" className="size-3" />
      <span className="sr-only"> {words}</span>
    </span>
  );
}
