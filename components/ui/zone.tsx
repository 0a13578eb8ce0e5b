"use client";

import { createContext, type ReactNode, startTransition, useContext, useEffect, useState } from "react";
import { tell } from "#components/ui/cookie.ts";
import { ownZone } from "#components/ui/wall-clock.ts";
import { whenIdle } from "#components/ui/when-idle.ts";
import { ZONE_COOKIE } from "#lib/core/zone.ts";

const Zone = createContext("UTC");

/**
 * Gives the zone that the server wrote times in to the first render, so that the HTML and the hydrated page say the same. The
 * browser's own is asked for once it has time: nothing on the page waits for it.
 */
export function ZoneProvider({ zone: atRender, children }: { zone: string; children: ReactNode }) {
  const [zone, setZone] = useState(atRender);
  useEffect(
    () =>
      whenIdle(() => {
        const own = ownZone();
        // The next page then comes with the reader's own times in it.
        tell(ZONE_COOKIE, encodeURIComponent(own));
        startTransition(() => setZone(own));
      }),
    [],
  );
  return <Zone value={zone}>{children}</Zone>;
}

/** The reader's own time zone; on the server and in the first render what the browser's cookie said it is. */
export const useZone = (): string => useContext(Zone);
