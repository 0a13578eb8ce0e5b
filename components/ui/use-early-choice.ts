"use client";

import { useEffect, useEffectEvent, useRef } from "react";

/** The ref of a controlled select: what was chosen in it while the page was being hydrated counts as a choice. */
export function useEarlyChoice(value: string, onChange: (value: string) => void) {
  const select = useRef<HTMLSelectElement>(null);
  const chosenEarly = useEffectEvent((chosen: string) => chosen !== value && onChange(chosen));
  useEffect(() => {
    if (select.current) chosenEarly(select.current.value);
  }, []);
  return select;
}
