"use client";

import { type RefObject, useLayoutEffect, useState } from "react";
import { useIsPhone } from "#components/data-table/use-is-phone.ts";
import { rowsInWindow, scrollFor } from "#components/data-table/window.ts";

const ROW_PX = 28;
const PHONE_ROW_PX = 60;
/** The table's head in the box; the bars at the top and the bottom of the page on a narrow screen. */
const HEAD_PX = 26;
const TOP_BARS_PX = 110;
const BOTTOM_BAR_PX = 64;
/** What a usual window shows: more would only be taken away again. */
const SERVER_ROWS = 30;

export type VisibleRows = { indexes: number[]; rowPx: number; scrollTo: (index: number) => void };

/**
 * Which rows stand in the window: of the scrolling box on a wide screen, of the page itself on a narrow one. Rows are of one
 * height, so this is a division; the server and the first render take the first ones.
 */
export function useVisibleRows(
  count: number,
  box: RefObject<HTMLElement | null>,
  body: RefObject<HTMLElement | null>,
  phoneRowPx = PHONE_ROW_PX,
  wideRowPx = ROW_PX,
): VisibleRows {
  const isPhone = useIsPhone();
  const rowPx = isPhone ? phoneRowPx : wideRowPx;
  const [range, setRange] = useState({ first: 0, last: SERVER_ROWS - 1 });

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => {
      const top = isPhone ? -(body.current?.getBoundingClientRect().top ?? 0) : element.scrollTop;
      const height = isPhone ? window.innerHeight : element.clientHeight - HEAD_PX;
      const next = rowsInWindow({ top, height, rowPx });
      setRange((before) => (before.first === next.first && before.last === next.last ? before : next));
    };
    measure();
    const scroller = isPhone ? window : element;
    const resizes = new ResizeObserver(measure);
    resizes.observe(element);
    scroller.addEventListener("scroll", measure, { passive: true });
    window.addEventListener("resize", measure);
    return () => {
      resizes.disconnect();
      scroller.removeEventListener("scroll", measure);
      window.removeEventListener("resize", measure);
    };
  }, [isPhone, rowPx, box, body]);

  const scrollTo = (index: number) => {
    if (isPhone) {
      const bodyTop = (body.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
      const height = window.innerHeight - TOP_BARS_PX - BOTTOM_BAR_PX;
      const top = window.scrollY + TOP_BARS_PX - bodyTop;
      window.scrollBy({ top: scrollFor({ index, rowPx, top, height }) - top, behavior: "instant" });
    } else if (box.current) {
      const { scrollTop, clientHeight } = box.current;
      box.current.scrollTop = scrollFor({ index, rowPx, top: scrollTop, height: clientHeight - HEAD_PX });
    }
  };
  const last = Math.min(range.last, count - 1);
  // A list that became shorter: until it is measured again its end stands in.
  const first = Math.min(range.first, Math.max(0, last));
  const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, place) => first + place);
  return { indexes, rowPx, scrollTo };
}
