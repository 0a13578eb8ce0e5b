"use client";

import { createContext, type ReactNode, startTransition, useContext, useEffect, useState } from "react";
import { ZONE_COOKIE } from "#lib/core/zone.ts";

const Zone = createContext("UTC");
const LATEST_MS = 500;

/** Says it to the server, whose next page then comes with the reader's own times in it. */
function tell(zone: string): void {
  const said = `${ZONE_COOKIE}=${encodeURIComponent(zone)}`;
  if (document.cookie.split("; ").includes(said)) return;
  const secure = window.location.protocol === "https:" ? ";secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the other way to write one is not in every browser
  document.cookie = `${said};path=/;max-age=31536000;samesite=lax${secure}`;
}

/**
 * Gives the zone that the server wrote times in to the first render, so that the HTML and the hydrated page say the same. The
 * browser's own is asked for once it has time: that takes it some 20 ms, and nothing on the page waits for it.
 */
export function ZoneProvider({ zone: atRender, children }: { zone: string; children: ReactNode }) {
  const [zone, setZone] = useState(atRender);
  useEffect(() => {
    const ask = () => {
      const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
      if (!own) return;
      tell(own);
      startTransition(() => setZone(own));
    };
    if (!("requestIdleCallback" in window)) {
      const timer = setTimeout(ask, LATEST_MS);
      return () => clearTimeout(timer);
    }
    const request = requestIdleCallback(ask, { timeout: LATEST_MS });
    return () => cancelIdleCallback(request);
  }, []);
  return <Zone value={zone}>{children}</Zone>;
}

/** The reader's own time zone; on the server and in the first render what the browser's cookie said it is. */
export const useZone = (): string => useContext(Zone);
