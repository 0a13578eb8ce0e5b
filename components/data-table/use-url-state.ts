"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { readUrlState, type UrlDefaults, writeUrlState } from "#components/data-table/url-state.ts";

/** Browsers refuse more than a hundred writes of the address in half a minute: what is typed is written so far apart. */
const WRITE_MS = 320;
/** The value that is typed; all others are chosen, one at a time. */
const TYPED = "q";

/**
 * Values that live in the address. A change shows and is in the address at once, without asking the server; of many in
 * a row, as in typing, the last ones reach it together. Going back and forth, or a link to the same page, brings the
 * address's own values.
 */
export function useUrlState<Defaults extends UrlDefaults>(defaults: Defaults) {
  const search = useSearchParams().toString();
  const [own, setOwn] = useState<string>();
  const [seen, setSeen] = useState(search);
  /** What is in the address, what was written to it and has not come back yet, and what is wanted there. */
  const shown = useRef(search);
  const writes = useRef<string[]>([]);
  const latest = useRef(search);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  if (search !== seen) {
    setSeen(search);
    // The echo of an own write leaves newer values alone; anything else is a navigation.
    if (own === search || !writes.current.includes(search)) setOwn(undefined);
  }
  const text = own ?? search;
  useEffect(() => {
    if (search === shown.current) return;
    shown.current = search;
    const echoed = writes.current.indexOf(search);
    writes.current = echoed < 0 ? [] : writes.current.slice(echoed + 1);
    if (echoed >= 0) return;
    latest.current = search;
    clearTimeout(timer.current);
    timer.current = undefined;
  }, [search]);

  const write = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
    if (latest.current === (writes.current.at(-1) ?? shown.current)) return;
    writes.current.push(latest.current);
    const query = latest.current && `?${latest.current}`;
    window.history.replaceState(null, "", `${window.location.pathname}${query}${window.location.hash}`);
    timer.current = setTimeout(write, WRITE_MS);
  }, []);
  useEffect(() => {
    // A write that comes after a navigation has begun would undo it: before anything that may begin one.
    const settle = (event: Event) => {
      if (timer.current !== undefined && (!(event instanceof KeyboardEvent) || event.key === "Enter"))
        write();
    };
    window.addEventListener("click", settle, true);
    window.addEventListener("keydown", settle, true);
    return () => {
      window.removeEventListener("click", settle, true);
      window.removeEventListener("keydown", settle, true);
      clearTimeout(timer.current);
    };
  }, [write]);

  const set = useCallback(
    (changes: Partial<{ [Name in keyof Defaults]: string }>) => {
      const next = writeUrlState(latest.current, defaults, changes as Record<string, string>);
      latest.current = next;
      setOwn(next);
      if (timer.current === undefined || !(TYPED in changes)) write();
    },
    [defaults, write],
  );
  const state = useMemo(() => readUrlState(new URLSearchParams(text), defaults), [text, defaults]);
  return [state, set] as const;
}
