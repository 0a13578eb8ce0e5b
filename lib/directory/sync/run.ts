import "server-only";
import { gather } from "#lib/core/gather.ts";
import { nowIso } from "#lib/core/ids.ts";
import { perProcess } from "#lib/core/per-process.ts";
import {
  noteFailure,
  noteSuccess,
  type OpenConnection,
  openConnection,
} from "#lib/directory/connections/open.ts";
import { failRun, type RunFailure } from "#lib/directory/sync/fail.ts";
import {
  type Finding,
  forgetFindings,
  keepFindings,
  keptFindings,
  lastBegan,
  recordFindings,
} from "#lib/directory/sync/findings.ts";
import {
  type Claim,
  claimList,
  closeRun,
  holdList,
  RELEASED,
  renewLease,
} from "#lib/directory/sync/list-lease.ts";
import { bumpVersion } from "#lib/directory/sync/lists.ts";
import type { Source } from "#lib/directory/sync/source.ts";
import { withSource } from "#lib/directory/sync/source.ts";
import { type Progress, writePages } from "#lib/directory/sync/write-pages.ts";
import { transact } from "#lib/store/db/connection.ts";
import { LeaseLost, whileHeld } from "#lib/store/db/lease.ts";
import { allPages } from "#lib/vendors/pages.ts";
import { VendorError, type VendorPage } from "#lib/vendors/port.ts";

/** busy: another process reads the list now. gone: there is no such list. abandoned: stopped before its end. */
export type RunResult = {
  outcome: "complete" | "failed" | "busy" | "gone" | "abandoned";
  pages: number;
  rows: number;
  /** Rows that the run did not see for the first time: another run decides about them. */
  missing: number;
  error?: RunFailure;
};
/** `onLists` hears of lists that wait for a run because of this one: a new team's, or the teams of a team that is gone. */
export type RunHooks = { onLists?: (listIds: string[]) => void };

type Running = { promise: Promise<RunResult>; control: AbortController };
const runs = () => perProcess("sync-runs", () => new Map<string, Running>());

/** Runs in a row that one start may lead to: rows that are missing are looked for again at once. */
const MAX_READINGS = 3;
/** Pages in a row that may bring only rows already seen: the vendor repeats itself under new cursors. */
const MAX_STALE_PAGES = 3;

/**
 * Reads a list from the vendor into the store, to its end, and again while rows are missing. Joins the run of this
 * process if there is one. Never throws for what a vendor does: the result and the list's row say it.
 */
export function runList(listId: string, hooks: RunHooks = {}): Promise<RunResult> {
  const running = runs().get(listId);
  if (running) return running.promise;
  const control = new AbortController();
  const promise = readUntilSettled(listId, control, hooks).finally(() => runs().delete(listId));
  runs().set(listId, { promise, control });
  return promise;
}

/** Stops the runs of this process and waits until they have let go of their lists. */
export async function stopRuns(): Promise<void> {
  const all = [...runs().values()];
  for (const { control } of all) control.abort(new LeaseLost());
  await Promise.allSettled(all.map(({ promise }) => promise));
}

async function readUntilSettled(
  listId: string,
  control: AbortController,
  hooks: RunHooks,
): Promise<RunResult> {
  for (let reading = 1; ; reading += 1) {
    const result = await readOnce(listId, control, hooks);
    if (result.missing === 0 || reading >= MAX_READINGS || control.signal.aborted) return result;
  }
}

async function readOnce(listId: string, stop: AbortController, hooks: RunHooks): Promise<RunResult> {
  const claim = await claimList(listId);
  if (typeof claim === "string") return { outcome: claim, pages: 0, rows: 0, missing: 0 };
  return whileHeld(
    () => renewLease(listId, claim.run),
    (held) => read(claim, AbortSignal.any([stop.signal, held]), hooks),
  );
}

async function read(claim: Claim, signal: AbortSignal, hooks: RunHooks): Promise<RunResult> {
  const progress = { pages: 0, rows: 0 };
  const seen = new Set<string>();
  let open: OpenConnection | undefined;
  try {
    open = await openConnection(claim.list.connection_id);
    const opened = open;
    return await withSource(claim.list, opened, (source) =>
      readPages(source, { claim, open: opened, signal, progress, seen, hooks }),
    );
  } catch (error) {
    const failure = await failRun({ claim, open, error, progress, stopped: signal.aborted });
    if (failure?.confirm) hooks.onLists?.([failure.confirm]);
    if (failure && open) await noteFailure(open.connection.id, error, "read");
    return failure
      ? { outcome: "failed", ...progress, missing: 0, error: failure }
      : { outcome: "abandoned", ...progress, missing: 0 };
  }
}

type Reading = Progress & { open: OpenConnection; hooks: RunHooks };

/** So many rows that wait to be written are enough: the next pages are asked for when they are. */
const WAITING_ROWS = 5_000;

async function readPages<Item, Ready>(source: Source<Item, Ready>, reading: Reading): Promise<RunResult> {
  const { claim, open, signal, progress, hooks } = reading;
  const sinceIso = lastBegan(claim.list);
  const findings: Finding[] = [];
  let dropped = 0;
  let stalePages = 0;
  try {
    const fetchPage = (cursor: string | undefined) => source.fetch(cursor, { signal });
    const pages = allPages(fetchPage, { vendor: open.facts.id, ahead: true });
    const isEnough = (waiting: readonly VendorPage<Item>[]) =>
      waiting.reduce((rows, page) => rows + page.items.length, 0) >= WAITING_ROWS;
    for await (const some of gather(pages, isEnough)) {
      signal.throwIfAborted();
      const isFirst = progress.pages === 0;
      const written = await writePages(source, some, reading, sinceIso ?? "");
      if (sinceIso !== undefined) findings.push(...written.findings);
      if (written.lists.length > 0) hooks.onLists?.(written.lists);
      if (isFirst && open.connection.state !== "works") await noteSuccess(open.connection.id, "read");
      for (const [index, page] of some.entries()) {
        dropped += page.dropped ?? 0;
        stalePages = written.isStale[index] ? stalePages + 1 : 0;
        if (page.problem) throw incomplete(open);
        if (stalePages >= MAX_STALE_PAGES && page.next !== undefined) throw repeating(open);
      }
    }
    return await finish(source, reading, findings, dropped);
  } catch (error) {
    keepFindings(claim.list.id, findings);
    throw error;
  }
}

/** The end of the list was reached: only now are conclusions drawn. Rows that could not be read forbid them. */
async function finish<Item, Ready>(
  source: Source<Item, Ready>,
  { claim, open, progress, seen }: Reading,
  found: readonly Finding[],
  dropped: number,
): Promise<RunResult> {
  const { list, run } = claim;
  const endedAt = nowIso();
  const error =
    dropped > 0
      ? {
          code: "VENDOR_BAD_ANSWER" as const,
          reason: `${open.facts.name} sent ${dropped === 1 ? "a row" : `${dropped} rows`} that cannot be read`,
        }
      : undefined;
  const missing = await transact(
    async (tx) => {
      await holdList(tx, list.id, run, { run_pages: progress.pages });
      const concluded = dropped > 0 ? undefined : await source.conclude(tx, { run, seen, endedAt });
      await holdList(tx, list.id, run, {
        ...RELEASED,
        synced_at: endedAt,
        last_duration_ms: Math.max(0, Date.parse(endedAt) - Date.parse(run.startedAt)),
        error_code: error?.code ?? null,
        error_reason: error?.reason ?? null,
        error_at: error ? endedAt : null,
      });
      if (run.isFirst || (concluded && concluded.changed > 0)) await bumpVersion(tx, list.id);
      const news = run.isFirst ? [] : [...keptFindings(list.id), ...found, ...(concluded?.findings ?? [])];
      await recordFindings(tx, list, news);
      await closeRun(tx, run, { outcome: "complete", ...progress, ...(error ? { error } : {}) }, endedAt);
      return concluded?.missing ?? 0;
    },
    { isPatient: true },
  );
  forgetFindings(list.id);
  return { outcome: "complete", ...progress, missing };
}

const incomplete = ({ facts }: OpenConnection): VendorError =>
  new VendorError("VENDOR_BAD_ANSWER", {
    vendor: facts.id,
    effect: "none",
    reason: `${facts.name} says there is more, but not where`,
  });

const repeating = ({ facts }: OpenConnection): VendorError =>
  new VendorError("VENDOR_LOOP", {
    vendor: facts.id,
    effect: "none",
    detail: "page after page brings rows already seen",
  });
