"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

const TICK_MS = 10_000;
const Now = createContext(0);

/**
 * One clock for the page. It starts with the server's, so that the HTML and the hydrated page say the same, and no row is
 * rendered a second time when the page wakes up.
 */
export function NowProvider({ nowMs: atRender, children }: { nowMs: number; children: ReactNode }) {
  const [nowMs, setNow] = useState(atRender);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return <Now value={nowMs}>{children}</Now>;
}

/** Milliseconds since the epoch; ticks every ten seconds, one timer a page. */
export const useNow = (): number => useContext(Now);
