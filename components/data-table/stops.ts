/** Row number of the header, which the arrow keys reach too. */
export const HEADER_ROW = -1;
const CONTROLS = "a[href], button, input, [data-stop]";

/** The row that an element of a table stands in. */
export function rowOf(element: Element): number | undefined {
  const row = element.closest<HTMLElement>("tr[data-row]");
  return row ? Number(row.dataset.row) : undefined;
}

/**
 * What the left and right arrows stop at in a row: each control, and each cell without one. A cell with a select is a
 * stop itself, since the select needs the up and down arrows: Enter goes into it.
 */
export function stopsOf(row: Element): HTMLElement[] {
  return [...row.children].flatMap((cell) => {
    if (!(cell instanceof HTMLElement) || cell.offsetParent === null) return [];
    if (cell.querySelector("select")) return [cell];
    const controls = [...cell.querySelectorAll<HTMLElement>(CONTROLS)];
    return controls.length > 0 ? controls : [cell];
  });
}

/** Focuses the stop number `stop` of a row, or with -1 the row itself. */
export function focusStop(row: HTMLElement, stop: number): void {
  const stops = stopsOf(row);
  const target = stop < 0 ? row : (stops[Math.min(stop, stops.length - 1)] ?? row);
  if (target !== row && target.tabIndex < 0 && !target.hasAttribute("tabindex")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}
