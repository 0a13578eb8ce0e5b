"use client";

import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react";

const ServerZone = createContext("UTC");
let own: string | undefined;
const readOwn = (): string => {
  own ??= Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  return own;
};
const never = () => () => undefined;

/** Gives the zone that the server wrote times in to the first render, so that the HTML and the hydrated page say the same. */
export function ZoneProvider({ zone, children }: { zone: string; children: ReactNode }) {
  return <ServerZone value={zone}>{children}</ServerZone>;
}

/** The reader's own time zone; on the server and in the first render what the browser's cookie said it is. */
export function useZone(): string {
  const atRender = useContext(ServerZone);
  return useSyncExternalStore(never, readOwn, () => atRender);
}
