"use client";

import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react";

const Zone = createContext("UTC");
let own: string | undefined;
const readOwn = (): string => {
  own ??= Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  return own;
};
const never = () => () => undefined;

/** Gives the zone that the server wrote times in to the first render, so that the HTML and the hydrated page say the same. */
export function ZoneProvider({ zone: atRender, children }: { zone: string; children: ReactNode }) {
  const zone = useSyncExternalStore(never, readOwn, () => atRender);
  return <Zone value={zone}>{children}</Zone>;
}

/** The reader's own time zone; on the server and in the first render what the browser's cookie said it is. */
export const useZone = (): string => useContext(Zone);
