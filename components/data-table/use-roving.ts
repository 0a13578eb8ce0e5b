"use client";

import {
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { focusStop, HEADER_ROW, rowOf, stopsOf } from "#components/data-table/stops.ts";

const PAGE_ROWS = 15;

/** Moves by key: to which row, from a row of `count`. */
function targetRow(key: string, row: number, count: number, isCtrl: boolean): number | undefined {
  const last = count - 1;
  if (key === "ArrowDown") return Math.min(row + 1, last);
  if (key === "ArrowUp") return Math.max(row - 1, HEADER_ROW);
  if (key === "PageDown") return Math.min(row + PAGE_ROWS, last);
  if (key === "PageUp") return Math.max(row - PAGE_ROWS, 0);
  if (key === "Home" || (isCtrl && key === "Home")) return 0;
  if (key === "End" || (isCtrl && key === "End")) return last;
  return undefined;
}

/**
 * One tab stop for the whole table: the arrows move between rows and within a row, Enter opens the row or goes into the
 * cell's select, Space selects and Shift extends, Escape comes back from a select to its cell.
 */
export function useRoving({
  table,
  count,
  scrollTo,
  onOpen,
  onExtend,
  onKey,
}: {
  table: RefObject<HTMLTableElement | null>;
  count: number;
  scrollTo: (index: number) => void;
  onOpen?: ((index: number) => void) | undefined;
  /** Shift with a move: the selection reaches from one row to the other. */
  onExtend?: ((from: number, to: number) => void) | undefined;
  /** A key on a row that none of these is; true where it did something. */
  onKey?: ((key: string, index: number) => boolean) | undefined;
}) {
  const [active, setActive] = useState(0);
  const [hasFocus, setHasFocus] = useState(false);
  const wanted = useRef<{ row: number; stop: number }>(undefined);

  useLayoutEffect(() => {
    if (!wanted.current) return;
    const row = table.current?.querySelector<HTMLElement>(`tr[data-row="${wanted.current.row}"]`);
    if (!row) return;
    const { stop } = wanted.current;
    // A row that is still being loaded has another element later, which gets the focus unless it went elsewhere.
    const isLoaded = row.getAttribute("aria-hidden") !== "true";
    const at = document.activeElement;
    const isElsewhere = at !== null && at !== document.body && !table.current?.contains(at);
    if (isLoaded || isElsewhere) wanted.current = undefined;
    if (!isElsewhere) focusStop(row, isLoaded ? stop : -1);
  });

  const onFocus = (event: FocusEvent) => {
    const row = rowOf(event.target);
    setHasFocus(true);
    if (row !== undefined && row !== active && !wanted.current) setActive(row);
  };
  const onBlur = (event: FocusEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setHasFocus(false);
  };
  const go = (row: number, stop: number) => {
    wanted.current = { row, stop };
    if (row >= 0) scrollTo(row);
    setActive(row);
    const shown = table.current?.querySelector<HTMLElement>(`tr[data-row="${row}"]`);
    if (shown && row === active) focusStop(shown, stop);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.target;
    if (!(target instanceof HTMLElement) || event.altKey || event.metaKey) return;
    const row = target.closest<HTMLElement>("tr[data-row]");
    const index = row ? Number(row.dataset.row) : undefined;
    if (!row || index === undefined) return;
    if (target instanceof HTMLSelectElement) {
      if (event.key === "Escape") target.closest("td")?.focus();
      return;
    }
    if (target.matches("input:not([type=checkbox])")) return;
    const stops = stopsOf(row);
    const stop = stops.indexOf(target);
    const to = targetRow(event.key, index, count, event.ctrlKey);
    if (to !== undefined) {
      event.preventDefault();
      if (event.shiftKey && index >= 0 && to >= 0) onExtend?.(index, to);
      go(to, stop);
    } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      event.preventDefault();
      focusStop(row, Math.max(-1, Math.min(stop + (event.key === "ArrowRight" ? 1 : -1), stops.length - 1)));
    } else if (event.key === "Enter" && target === row) {
      event.preventDefault();
      onOpen?.(index);
    } else if (event.key === "Enter" && target.tagName === "TD") {
      const select = target.querySelector("select");
      event.preventDefault();
      if (select) select.focus();
      else onOpen?.(index);
    } else if (event.key === " " && (target === row || target.tagName === "TD")) {
      event.preventDefault();
      // As a press with the mouse would be, with shift where it is held.
      row
        .querySelector<HTMLInputElement>("input[type=checkbox]")
        ?.dispatchEvent(
          new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: event.shiftKey }),
        );
    } else if (event.key === "Escape" && target !== row) focusStop(row, -1);
    else if (index >= 0 && !event.ctrlKey && !event.repeat && onKey?.(event.key, index))
      event.preventDefault();
  };
  /** The row that Tab enters: the one that was left, or the first. */
  const entry = Math.min(Math.max(active, count === 0 ? HEADER_ROW : active), count - 1);
  return { entry, kept: hasFocus && active >= 0 ? active : undefined, onFocus, onBlur, onKeyDown };
}
