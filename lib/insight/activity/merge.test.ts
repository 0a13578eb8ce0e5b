import { describe, expect, it } from "vitest";
import type { Observation } from "#lib/directory/feed/data.ts";
import type { EventRow } from "#lib/store/audit/data.ts";
import { cursorText, mergeNewest, parseCursor } from "./merge.ts";

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const event = (seq: number, minute: number) => ({ seq, id: `e${seq}`, at: at(minute) }) as EventRow;
const seen = (id: string, minute: number) => ({ id, at: at(minute) }) as Observation;
const names = (rows: ReturnType<typeof mergeNewest>["rows"]) =>
  rows.map((row) => ("event" in row ? row.event.id : row.observation.id));

/** Two sources of which each page is read as the store would: after the cursor, at most `limit`. */
function readAll(events: EventRow[], observations: Observation[], limit: number): string[] {
  const read: string[] = [];
  for (let cursor: string | undefined, pages = 0; ; pages++) {
    if (pages > 50) throw new Error("it never ends");
    const from = parseCursor(cursor);
    const e = events.filter((one) => from.seq === undefined || one.seq < from.seq);
    const { seen: mark } = from;
    const o = observations.filter(
      (one) => !mark || one.at < mark.at || (one.at === mark.at && one.id < mark.id),
    );
    const page = mergeNewest(
      { rows: e.slice(0, limit), more: e.length > limit },
      { rows: o.slice(0, limit), more: o.length > limit },
      limit,
      from,
    );
    read.push(...names(page.rows));
    if (page.next === undefined) return read;
    cursor = page.next;
  }
}

describe("merging two lists that are newest first", () => {
  const events = [9, 8, 7, 5, 4, 1].map((minute, index) => event(10 - index, minute));
  const observations = [seen("f", 8), seen("e", 6), seen("d", 6), seen("c", 6), seen("a", 0)];
  const whole = ["e10", "e9", "f", "e8", "e", "d", "c", "e7", "e6", "e5", "a"];

  it.each([1, 2, 3, 4, 100])("reads each row once, in order, in pages of %i", (limit) => {
    expect(readAll(events, observations, limit)).toEqual(whole);
  });

  it("reads to the end where one of them is empty", () => {
    expect(readAll(events, [], 2)).toEqual(["e10", "e9", "e8", "e7", "e6", "e5"]);
    expect(readAll([], observations, 2)).toEqual(["f", "e", "d", "c", "a"]);
    expect(readAll([], [], 2)).toEqual([]);
  });

  it("takes a cursor from an address, and nothing from what is none", () => {
    const cursor = { seq: 7, seen: { at: at(3), id: "x" } };
    expect(parseCursor(cursorText(cursor))).toEqual(cursor);
    expect(parseCursor(cursorText({}))).toEqual({});
    for (const text of [undefined, "", "~", "drop table~", "-1~a", "1e9"])
      expect(parseCursor(text)).toEqual({});
  });
});
