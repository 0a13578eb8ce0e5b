import "server-only";
import { reasonOf } from "#lib/changes/batches/change-rows.ts";
import { noteBatch } from "#lib/changes/batches/control.ts";
import { getBatchProgress } from "#lib/changes/batches/data.ts";
import type { BatchProgress, ReceiptLine, ReceiptTrail } from "#lib/changes/batches/schema.ts";
import { descriptionOf } from "#lib/changes/journal/journal.ts";
import type { ChangeRow } from "#lib/changes/types.ts";
import { csvLine } from "#lib/core/csv.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { fullName } from "#lib/core/person-words.ts";
import { db, transact } from "#lib/store/db/connection.ts";

const PAGE_ROWS = 500;
const HEAD = [
  "number",
  "change",
  "subject",
  "e-mail",
  "team",
  "vendor",
  "before",
  "after",
  "people",
  "outcome",
  "reason",
  "code",
  "began",
  "ended",
  "change id",
];

/** The batch that a receipt is made of; writes down that somebody took it. Throws NOT_FOUND. */
export async function openReceipt(viewer: Viewer, batchId: string): Promise<BatchProgress> {
  const batch = await getBatchProgress(viewer, batchId);
  await transact((tx) => noteBatch(tx, viewer, "batch.receipt", batchId, batch.name));
  return batch;
}

async function* changesOf(batchId: string): AsyncGenerator<ChangeRow> {
  for (let after = -1; ; ) {
    const rows = await db()
      .selectFrom("changes")
      .selectAll()
      .where("batch_id", "=", batchId)
      .where("seq", ">", after)
      .orderBy("seq")
      .limit(PAGE_ROWS)
      .execute();
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE_ROWS) return;
    after = last.seq;
  }
}

/** Lines of a receipt on paper; its files have all of them. */
const PAPER_LINES = 2_000;

/** The first lines of a receipt, in their order, for paper. */
export async function receiptOnPaper(batch: BatchProgress): Promise<ReceiptLine[]> {
  const lines: ReceiptLine[] = [];
  for await (const row of changesOf(batch.id)) {
    lines.push(lineOf(row));
    if (lines.length === PAPER_LINES) break;
  }
  return lines;
}

/** The part of the audit log that a receipt rests on; undefined where it was removed by then. Who took receipts is left out. */
export async function receiptTrail(batchId: string): Promise<ReceiptTrail | undefined> {
  const events = db()
    .selectFrom("events")
    .select(["seq", "hash"])
    .where("batch_id", "=", batchId)
    .where("action", "!=", "batch.receipt");
  const [first, last] = await Promise.all([
    events.orderBy("seq").limit(1).executeTakeFirst(),
    events.orderBy("seq", "desc").limit(1).executeTakeFirst(),
  ]);
  return first && last && { first: first.seq, last: last.seq, hash: last.hash };
}

function lineOf(row: ChangeRow): ReceiptLine {
  const { title, subject, email, before, after, people = [], teamName, vendorName } = descriptionOf(row);
  return {
    number: row.seq + 1,
    change: title,
    subject,
    email: email ?? null,
    team: teamName,
    vendor: vendorName,
    before,
    after,
    people,
    outcome: row.state,
    reason: reasonOf(row, vendorName, subject) ?? null,
    code: row.code,
    began: row.started_at,
    ended: row.ended_at,
    id: row.id,
  };
}

/** The receipt as CSV: a line a change, in their order; text that a spreadsheet would run is neutralized. */
export async function* receiptCsv(batch: BatchProgress): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(HEAD)}`;
  for await (const row of changesOf(batch.id)) {
    const line = lineOf(row);
    yield csvLine(Object.values({ ...line, people: line.people.map(fullName).join("; ") }));
  }
}

/** The receipt as JSON: the batch, and its changes in their order. */
export async function* receiptJson(batch: BatchProgress): AsyncGenerator<string> {
  const { id, name, state, size, counts, by, createdAt, finishedAt } = batch;
  const head = JSON.stringify({
    id,
    name,
    state,
    size,
    counts,
    by,
    createdAt,
    finishedAt: finishedAt ?? null,
  });
  yield `${head.slice(0, -1)},"changes":[`;
  let isFirst = true;
  for await (const row of changesOf(batch.id)) {
    yield `${isFirst ? "" : ","}\n${JSON.stringify(lineOf(row))}`;
    isFirst = false;
  }
  yield "\n]}\n";
}
