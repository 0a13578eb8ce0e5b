"use client";

import { useEffect, useRef } from "react";

/**
 * What stands under this ref is brought to where the eye is, and read out, when there is something under a key for the first
 * time: what was asked for is there. Later changes of it move nothing.
 */
export function useShown(key: string | undefined) {
  const found = useRef<HTMLDivElement>(null);
  const shown = useRef<string>(undefined);
  useEffect(() => {
    if (key === undefined || shown.current === key) return;
    shown.current = key;
    found.current?.focus({ preventScroll: true });
    found.current?.scrollIntoView({ block: "start" });
  }, [key]);
  return found;
}
