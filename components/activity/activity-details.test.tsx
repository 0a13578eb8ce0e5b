import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { activityColumns } from "#components/activity/activity-columns.tsx";
import { ActivityDetails } from "#components/activity/activity-details.tsx";
import type { ActivityRow } from "#lib/directory/activity/schema.ts";

const row: ActivityRow = {
  ...{ id: "1", at: "2026-11-29T12:00:00.000Z", outcome: "done", what: [{ text: "Made Noor an admin" }] },
  ...{ who: { name: "demo", kind: "user" }, undo: { changeId: "c" } },
};
const details = (one: ActivityRow) =>
  renderToStaticMarkup(<ActivityDetails row={one} onClose={() => undefined} />);
const what = (one: ActivityRow) => {
  const cell = activityColumns(() => undefined)
    .find(({ id }) => id === "what")
    ?.cell(one);
  return renderToStaticMarkup(cell).replaceAll(/<[^>]*>/g, "");
};

it("offers in an event's details to take it back, or says why not", () => {
  expect(details(row)).toContain('aria-label="Undo Made Noor an admin"');
  const undone = details({ ...row, undo: { changeId: "c", why: "It was undone already", isUndone: true } });
  expect(undone).toContain("It was undone already");
  expect(undone).not.toContain('aria-label="Undo ');
  expect(details({ ...row, isUndo: true })).toContain("An earlier change");
});

it("says in a row that it undid something, and that it was undone", () => {
  expect(what(row)).toBe("Made Noor an admin");
  expect(what({ ...row, isUndo: true })).toBe("Made Noor an admin (an undo)");
  expect(what({ ...row, undo: { changeId: "c", why: "It was undone already" } })).toBe("Made Noor an admin");
  expect(what({ ...row, undo: { changeId: "c", why: "It was undone already", isUndone: true } })).toBe(
    "Made Noor an admin (undone)",
  );
});
