import type { Command } from "commander";
import { answerOf } from "../api/client.ts";
import { listAll } from "../api/rows.ts";
import { watchBatch } from "../batches/watch.ts";
import { EXIT } from "../exit.ts";
import type { Runner } from "../run.ts";
import { BATCH_COLUMNS, CHANGE_COLUMNS } from "./columns.ts";
import { type ListOptions, limitOf, queryOf, withListOptions } from "./filters.ts";

const NEWEST = 50;
const CHANGES = 200;

export function addBatches(program: Command, runner: Runner): void {
  const batches = withListOptions(
    program.command("batches").description("list batches of changes, newest first"),
    String(NEWEST),
  ).action(
    runner.action<[ListOptions]>(async (context, options) => {
      const asked = { most: limitOf(options, NEWEST), query: queryOf(options) };
      context.out.table(
        BATCH_COLUMNS,
        await listAll(await context.api(), "/batches", asked),
        "There is no batch yet.",
      );
      return EXIT.done;
    }),
  );
  batches
    .command("show <id>")
    .description("show how a batch and its changes stand")
    .action(
      runner.action<[string]>(async (context, id) => {
        const { out } = context;
        const api = await context.api();
        const batch = await answerOf(
          api.GET("/batches/{id}", { params: { path: { id }, query: { limit: CHANGES } } }),
        );
        if (out.json) out.document(batch);
        else out.table(CHANGE_COLUMNS, batch.changes.items, "It has no changes.");
        if (batch.changes.next !== null && !out.json)
          out.note(`The first ${CHANGES} of ${batch.changes.total} changes are shown.`);
        return EXIT.done;
      }),
    );
  batches
    .command("watch <id>")
    .description("watch a batch to its end: 0 where all is done, 8 where something failed")
    .action(runner.action<[string]>((context, id) => watchBatch(context, id, { isStream: true })));
}
