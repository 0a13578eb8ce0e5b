"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { readUrlState, type UrlDefaults, writeUrlState } from "#components/data-table/url-state.ts";

/** Browsers refuse more than some hundred writes of the address in half a minute. */
const WRITE_MS = 150;

/**
 * Values that live in the address. A change shows at once and reaches the address a moment later, without asking the
 * server; going back and forth, or a link to the same page, brings the address's own values.
 */
export function useUrlState<Defaults extends UrlDefaults>(defaults: Defaults) {
  const search = useSearchParams().toString();
  const [own, setOwn] = useState<string>();
  const [seen, setSeen] = useState(search);
  const written = useRef(search);
  const latest = useRef(search);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  if (search !== seen) {
    setSeen(search);
    // The echo of an own write leaves newer, unwritten values alone; anything else is a navigation.
    if (own === search || search !== written.current) setOwn(undefined);
  }
  const text = own ?? search;
  useEffect(() => {
    if (timer.current === undefined) latest.current = search;
  }, [search]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const set = useCallback(
    (changes: Partial<{ [Name in keyof Defaults]: string }>) => {
      const next = writeUrlState(latest.current, defaults, changes as Record<string, string>);
      latest.current = next;
      setOwn(next);
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        written.current = latest.current;
        const query = latest.current && `?${latest.current}`;
        window.history.replaceState(null, "", `${window.location.pathname}${query}${window.location.hash}`);
      }, WRITE_MS);
    },
    [defaults],
  );
  const state = useMemo(() => readUrlState(new URLSearchParams(text), defaults), [text, defaults]);
  return [state, set] as const;
}
