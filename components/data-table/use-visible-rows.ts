"use client";

import { useVirtualizer, useWindowVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useLayoutEffect, useState } from "react";
import { useIsPhone } from "#components/data-table/use-is-phone.ts";

const ROW_PX = 28;
const PHONE_ROW_PX = 60;
const HEAD_PX = 26;
const OVERSCAN = 4;
/** The server renders as many rows as this window holds. */
const SERVER_WINDOW = { width: 1280, height: 50 * ROW_PX };

export type VisibleRows = { indexes: number[]; rowPx: number; scrollTo: (index: number) => void };

/** Which rows stand in the window: of the scrolling box on a wide screen, of the page itself on a narrow one. */
export function useVisibleRows(
  count: number,
  box: RefObject<HTMLElement | null>,
  body: RefObject<HTMLElement | null>,
): VisibleRows {
  const isPhone = useIsPhone();
  const [bodyTop, setBodyTop] = useState(0);
  useLayoutEffect(() => {
    if (isPhone && body.current) setBodyTop(body.current.getBoundingClientRect().top + window.scrollY);
  }, [isPhone, body]);
  const inBox = useVirtualizer({
    count,
    enabled: !isPhone,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    initialRect: SERVER_WINDOW,
    scrollPaddingStart: HEAD_PX,
  });
  const inPage = useWindowVirtualizer({
    count,
    enabled: isPhone,
    estimateSize: () => PHONE_ROW_PX,
    overscan: OVERSCAN,
    scrollMargin: bodyTop,
    // The bars that stay at the top and at the bottom.
    scrollPaddingStart: 110,
    scrollPaddingEnd: 64,
  });
  const virtualizer = isPhone ? inPage : inBox;
  return {
    indexes: virtualizer.getVirtualItems().map((item) => item.index),
    rowPx: isPhone ? PHONE_ROW_PX : ROW_PX,
    scrollTo: (index) => virtualizer.scrollToIndex(index),
  };
}
