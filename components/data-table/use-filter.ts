"use client";

import { useSearchParams } from "next/navigation";
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { SortState } from "#components/data-table/columns.ts";
import { linkOf } from "#components/shell/soft-links.tsx";
import {
  askedOf,
  FIRST_ROWS,
  type Fields,
  type FilterOf,
  type Place,
  readFilter,
  writeFilter,
} from "#lib/core/filter/fields.ts";

/** Browsers refuse more than a hundred writes of the address in half a minute, and Next writes each of ours once more: so far apart. */
const WRITE_MS = 650;
/** What is typed waits for its rows so long before it is written: they may be slow, or in a window that is not drawn. */
const LATEST_MS = 1_000;
/**
 * And so long before the list shows that they are on their way: rows that are here sooner come without anything drawn between,
 * which would only flash, and on a slow machine be in their way.
 */
const SHOW_MS = 250;
/** The value that is typed; all others are chosen, one at a time. */
const TYPED = "q";

export type FilterState<F extends Fields> = {
  filter: FilterOf<F> & Place;
  /** Something is searched or filtered by. */
  isFiltered: boolean;
  /** As in the address: "" where a field is not set. */
  set: (changes: Partial<Record<keyof F & string, string>>) => void;
  setSort: (sort: SortState) => void;
  /** Takes the search and every filter away; the order stays. */
  clear: () => void;
  /** As in the address. */
  query: string;
  /** The search field, where the list has one: another address brings its own text. */
  field: RefObject<HTMLInputElement | null>;
};

/** Rows that have just come are drawn by then, also on a slow machine: what Next does for an address is in nobody's way. */
const FRAMES_FOR_ROWS = 4;

const afterFrames = (frames: number, run: () => void): number =>
  requestAnimationFrame(() => (frames > 1 ? afterFrames(frames - 1, run) : run()));

function filterIn<F extends Fields>(text: string, fields: F): FilterOf<F> & Place {
  const params = new URLSearchParams(text);
  return { ...readFilter(fields, (name) => params.get(name)), ...FIRST_ROWS };
}

function fill(field: HTMLInputElement | null, address: string): void {
  if (field) field.value = new URLSearchParams(address).get(TYPED) ?? "";
}

/**
 * A list's filter, which lives in the address. A change shows at once, without asking the server, and what is chosen is in the
 * address at once; what is typed reaches it once its rows stand there. Going back and forth, or a link to the same page, brings
 * the address's own values.
 */
export function useFilter<F extends Fields>(
  fields: F,
  /** Hears of a change before anything is rendered for it, so that its rows are asked for at once; resolves when they are here. */
  onNext?: (filter: FilterOf<F> & Place) => Promise<void>,
): FilterState<F> {
  const search = useSearchParams().toString();
  const [own, setOwn] = useState<string>();
  const [seen, setSeen] = useState(search);
  /** What is in the address, what was written to it and has not come back yet, and what is wanted there. */
  const shown = useRef(search);
  const writes = useRef<string[]>([]);
  const latest = useRef(search);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const showing = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** Not sooner after the last write than this, by the page's clock; never where the list is gone. */
  const mayWriteAt = useRef(0);
  const field = useRef<HTMLInputElement>(null);

  if (search !== seen) {
    setSeen(search);
    // The echo of an own write leaves newer values alone; anything else is a navigation.
    if (own === search || !writes.current.includes(search)) setOwn(undefined);
  }
  const text = own ?? search;
  const arriveAt = useCallback((address: string) => {
    latest.current = address;
    writes.current = [];
    clearTimeout(timer.current);
    clearTimeout(showing.current);
    timer.current = showing.current = undefined;
    setOwn(undefined);
    fill(field.current, address);
  }, []);
  useEffect(() => {
    if (search === shown.current) return;
    shown.current = search;
    const echoed = writes.current.indexOf(search);
    if (echoed < 0) arriveAt(search);
    else writes.current = writes.current.slice(echoed + 1);
  }, [search, arriveAt]);

  const write = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
    if (latest.current === (writes.current.at(-1) ?? shown.current)) return;
    writes.current.push(latest.current);
    const query = latest.current && `?${latest.current}`;
    window.history.replaceState(null, "", `${window.location.pathname}${query}${window.location.hash}`);
    timer.current = setTimeout(write, WRITE_MS);
    mayWriteAt.current = performance.now() + WRITE_MS;
  }, []);
  useEffect(() => {
    mayWriteAt.current = 0;
    // A write that comes after a navigation has begun would undo it: before anything that may begin one.
    const settle = (event: Event) => {
      const link = linkOf(event as MouseEvent);
      // Its address may be the one that is shown: nothing else tells that what was typed since is given up.
      if (link?.pathname === window.location.pathname)
        return arriveAt(new URLSearchParams(link.search).toString());
      const isTyping =
        event instanceof KeyboardEvent && event.key !== "Enter" && event.target instanceof HTMLInputElement;
      if (timer.current !== undefined && !isTyping) write();
    };
    window.addEventListener("click", settle, true);
    window.addEventListener("keydown", settle, true);
    return () => {
      window.removeEventListener("click", settle, true);
      window.removeEventListener("keydown", settle, true);
      clearTimeout(timer.current);
      clearTimeout(showing.current);
      mayWriteAt.current = Number.POSITIVE_INFINITY;
    };
  }, [write, arriveAt]);

  const show = useCallback(() => {
    clearTimeout(showing.current);
    showing.current = undefined;
    setOwn(latest.current);
  }, []);
  const heard = useRef(onNext);
  heard.current = onNext;
  const set = useCallback(
    (changes: Readonly<Record<string, string>>) => {
      const next = writeFilter(latest.current, fields, changes);
      latest.current = next;
      const rows = heard.current?.(filterIn(next, fields));
      if (!(TYPED in changes)) {
        show();
        return write();
      }
      // Next renders the page anew for an address: what is typed shows its rows first.
      timer.current ??= setTimeout(write, rows ? LATEST_MS : WRITE_MS);
      if (!rows) return show();
      showing.current ??= setTimeout(show, SHOW_MS);
      void rows.then(() => {
        if (latest.current !== next) return;
        show();
        afterFrames(FRAMES_FOR_ROWS, () => {
          // Sooner than that, the timer since the last write does it.
          if (latest.current === next && performance.now() >= mayWriteAt.current) write();
        });
      });
    },
    [fields, show, write],
  );
  const filter = useMemo(() => filterIn(text, fields), [text, fields]);
  return {
    filter,
    isFiltered: Object.keys(askedOf(filter)).length > 0,
    set: set as FilterState<F>["set"],
    setSort: ({ by, dir }) => set({ sort: by, dir }),
    clear: () => {
      const asked = askedOf(filterIn(latest.current, fields));
      set(Object.fromEntries(Object.keys(asked).map((name) => [name, ""])));
      fill(field.current, "");
    },
    query: text,
    field,
  };
}
