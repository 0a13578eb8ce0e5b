import { type Api, answerOf } from "../api/client.ts";
import type { BatchDetails } from "../api/rows.ts";
import type { Context } from "../context.ts";
import { CliError, EXIT, type ExitCode } from "../exit.ts";
import { shellWord, shown } from "../output/clean.ts";
import { barOf, failedOf, progressWords } from "./progress.ts";

const EVERY_MS = 1_000;
/** Where nobody watches a bar, a line at most so often. */
const LINE_EVERY_MS = 5_000;
/** A server that is started again is back by then. */
const MOST_AWAY_MS = 90_000;
const MOST_FAILURES = 20;

export type WatchOptions = {
  /** What applying answered: part of the result. */
  applied?: object;
  /** With `--json`, a line each time that something changed, instead of one result. */
  isStream?: boolean;
};

const batchOf = (api: Api, id: string, query: { limit: number; outcome?: "failed" | "unknown" }) =>
  answerOf(api.GET("/batches/{id}", { params: { path: { id }, query } }));

/** Asks until there is an answer, also of a server that is away for a while. */
export async function patiently<Answer>(
  { io, out }: Pick<Context, "io" | "out">,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const since = io.now();
  let hasSaid = false;
  for (;;)
    try {
      return await ask();
    } catch (error) {
      const isAway = error instanceof CliError && error.exit === EXIT.unreachable;
      if (!isAway || io.now() - since >= MOST_AWAY_MS) throw error;
      if (!hasSaid) out.note(`${error.message} Waiting for it.`);
      hasSaid = true;
      await io.sleep(EVERY_MS * 2);
    }
}

/** Sleeps, and ends the run where somebody pressed Ctrl-C meanwhile. What goes on in Rollcall goes on. */
export async function pause({ io }: Pick<Context, "io">, ms: number, hint: string): Promise<void> {
  let stop = (): void => undefined;
  const interrupted = new Promise<never>((_, reject) => {
    stop = io.onInterrupt(() => reject(new CliError(EXIT.interrupted, "INTERRUPTED", hint)));
  });
  try {
    await Promise.race([io.sleep(ms), interrupted]);
  } finally {
    stop();
  }
}

async function sayFailures(context: Context, id: string): Promise<void> {
  const api = await context.api();
  for (const outcome of ["failed", "unknown"] as const) {
    const { changes } = await batchOf(api, id, { limit: MOST_FAILURES, outcome });
    for (const { title, reason } of changes.items)
      context.out.line(
        `${context.out.paint("red", outcome)}  ${shown(title)}${reason === null ? "" : `: ${shown(reason)}`}`,
      );
    if (changes.next !== null)
      context.out.line(`… and more that ${outcome === "failed" ? "failed" : "are unknown"}`);
  }
}

/** Watches a batch to its end. Done is 0; with a change that failed, is unknown or was cancelled it is 8. */
export async function watchBatch(
  context: Context,
  id: string,
  { applied, isStream = false }: WatchOptions = {},
): Promise<ExitCode> {
  const { io, out } = context;
  const api = await context.api();
  let [last, lastLineAt] = ["", Number.NEGATIVE_INFINITY];
  for (;;) {
    const { changes: _changes, ...batch }: BatchDetails = await patiently(context, () =>
      batchOf(api, id, { limit: 1 }),
    );
    const words = progressWords(batch);
    const hasEnded = batch.finishedAt !== null;
    if (words !== last && isStream) out.jsonLine(batch);
    if (out.isWatched) out.progress(`${barOf(batch, io.stderr.columns ?? 80)} ${words}`);
    else if (hasEnded || (words !== last && io.now() - lastLineAt >= LINE_EVERY_MS)) {
      out.note(words);
      lastLineAt = io.now();
    }
    last = words;
    if (hasEnded) {
      out.endProgress();
      if (out.isWatched) out.note(words);
      const isWhole = failedOf(batch) === 0;
      if (!isWhole && !out.json) await sayFailures(context, id);
      if (!isStream) out.document({ ...applied, batch });
      return isWhole ? EXIT.done : EXIT.batchFailed;
    }
    await pause(
      context,
      EVERY_MS,
      `The batch goes on in Rollcall. Watch it again: rollcall batches watch ${shellWord(id)}`,
    );
  }
}
