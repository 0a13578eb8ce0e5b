"use client";

import { useSyncExternalStore } from "react";

const PHONE = "(max-width: 640px)";

function subscribe(listener: () => void): () => void {
  const query = matchMedia(PHONE);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

export const isPhone = (): boolean => matchMedia(PHONE).matches;

/** Whether the narrow layout stands; false on the server and in the first render. */
export const useIsPhone = (): boolean => useSyncExternalStore(subscribe, isPhone, () => false);
