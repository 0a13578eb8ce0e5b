/** What stands in a table's body: rows by their index, and between them gaps of so many rows that are not rendered. */
export type Slot = { row: number } | { gap: number; before: number };

/** The slots for the visible rows `indexes` (ascending) of `count`, plus `kept` (the focused row), wherever it is. */
export function slotsFor(indexes: readonly number[], count: number, kept: number | undefined): Slot[] {
  const rows = new Set(indexes.filter((index) => index >= 0 && index < count));
  if (kept !== undefined && kept >= 0 && kept < count) rows.add(kept);
  const slots: Slot[] = [];
  let next = 0;
  for (const row of [...rows].sort((a, b) => a - b)) {
    if (row > next) slots.push({ gap: row - next, before: row });
    slots.push({ row });
    next = row + 1;
  }
  if (count > next) slots.push({ gap: count - next, before: count });
  return slots;
}
