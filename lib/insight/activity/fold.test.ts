import { expect, it } from "vitest";
import type { ActivityRow } from "#lib/directory/activity/schema.ts";
import { batchHref, foldSkipped } from "#lib/insight/activity/fold.ts";

const row = (id: string, outcome: ActivityRow["outcome"], batch?: ActivityRow["batch"]): ActivityRow => ({
  ...{ id, at: "2026-11-21T14:00:00.000Z", who: { name: "Ada", kind: "user" }, outcome, batch },
  what: [{ text: id }],
});
const said = (rows: readonly ActivityRow[]) => rows.map(({ what }) => what[0]?.text);

it("folds what was already so of each batch where the newest of it stands, with the batch's own count", () => {
  const twelve = { id: "b1", skipped: 12 };
  const two = { id: "b2", skipped: 2 };
  const rows = [
    ...[row("a", "done", { id: "b1" }), row("b", "skipped", twelve), row("c", "failed", { id: "b1" })],
    ...[row("d", "skipped", two), row("e", "skipped", twelve), row("f", "skipped", two)],
    row("g", "skipped", { id: "b3", skipped: 1 }),
  ];
  const folded = foldSkipped(rows);
  expect(said(folded)).toEqual(["a", "12 were already so", "c", "2 were already so", "g"]);
  expect(folded.map(batchHref)).toEqual([
    ...["/activity/batches/b1", "/activity/batches/b1?outcome=skipped", "/activity/batches/b1"],
    ...["/activity/batches/b2?outcome=skipped", "/activity/batches/b3"],
  ]);
});
