/** Rows above and below the window that are rendered too. */
const OVERSCAN = 3;

/** First and last row of a window that begins `top` pixels into the rows; `last` may lie beyond the list's end. */
export function rowsInWindow({ top, height, rowPx }: { top: number; height: number; rowPx: number }): {
  first: number;
  last: number;
} {
  const from = Math.max(0, top);
  return {
    first: Math.max(0, Math.floor(from / rowPx) - OVERSCAN),
    last: Math.max(0, Math.ceil(Math.max(0, top + height) / rowPx) - 1 + OVERSCAN),
  };
}

/** Where the window must begin so that a row is wholly in it, moved no further than needed. In pixels. */
export function scrollFor({
  index,
  rowPx,
  top,
  height,
}: {
  index: number;
  rowPx: number;
  top: number;
  height: number;
}): number {
  const rowTop = index * rowPx;
  if (rowTop < top) return rowTop;
  return rowTop + rowPx > top + height ? rowTop + rowPx - height : top;
}
