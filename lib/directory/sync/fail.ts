import "server-only";
import { AppError, type ErrorCode } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import { log, logError } from "#lib/core/log.ts";
import type { OpenConnection } from "#lib/directory/connections/open.ts";
import { type Claim, closeRun, RELEASED } from "#lib/directory/sync/list-lease.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { LeaseLost } from "#lib/store/db/lease.ts";
import type { VendorFacts } from "#lib/vendors/port.ts";

/** `confirm`: a list whose run will tell whether the team is really gone. */
export type RunFailure = { code: ErrorCode; reason: string | null; confirm?: string };

type Failed = {
  claim: Claim;
  open: OpenConnection | undefined;
  error: unknown;
  progress: { pages: number; rows: number };
  stopped: boolean;
};

/**
 * Ends a run that did not reach its end: rows and age stay, the list says why. Returns undefined when the run was
 * stopped or lost its list, which is nobody's failure; a stopped one asks for another.
 */
export async function failRun({
  claim,
  open,
  error,
  progress,
  stopped,
}: Failed): Promise<RunFailure | undefined> {
  const { list, run } = claim;
  const at = nowIso();
  const about = { listId: list.id, runId: run.id, ...progress };
  if (stopped || error instanceof LeaseLost) {
    await transact(async (tx) => {
      const held = tx.updateTable("lists").where("id", "=", list.id).where("run_id", "=", run.id);
      await held.set({ ...RELEASED, requested_at: at }).execute();
      await closeRun(tx, run, { outcome: "abandoned", ...progress }, at);
    });
    log.info(
      about,
      "A sync run stopped before its end, with its process or because another one took its list over: the list is read again",
    );
    return undefined;
  }
  const failure = await describe(claim, open?.facts, error);
  log.warn(
    { ...about, code: failure.code, reason: failure.reason },
    "A sync run failed: the rows stay as they were",
  );
  await transact(async (tx) => {
    await tx
      .updateTable("lists")
      .set({ ...RELEASED, error_code: failure.code, error_reason: failure.reason, error_at: at })
      .where("id", "=", list.id)
      .where("run_id", "=", run.id)
      .execute();
    await closeRun(tx, run, { outcome: "failed", ...progress, error: failure }, at);
  });
  // Another transaction: it takes other lists' rows, and must not hold this one's meanwhile.
  await transact(async (tx) => {
    if (failure.confirm)
      await tx.updateTable("lists").set({ requested_at: at }).where("id", "=", failure.confirm).execute();
    // Nothing more is asked with a token that is refused: Refresh, Check or a write that works ask again.
    if (failure.code === "VENDOR_TOKEN_REFUSED")
      await tx
        .updateTable("lists")
        .set({ requested_at: null })
        .where("connection_id", "=", list.connection_id)
        .execute();
  });
  return failure;
}

async function describe(
  { list }: Claim,
  facts: VendorFacts | undefined,
  error: unknown,
): Promise<RunFailure> {
  if (!(error instanceof AppError)) {
    logError(error, { at: "sync", listId: list.id });
    return { code: "INTERNAL", reason: null };
  }
  if (error.code !== "VENDOR_NOT_FOUND" || list.team_id === null || !facts)
    return { code: error.code, reason: error.reason ?? null };
  const team = await db()
    .selectFrom("teams")
    .select("kind")
    .where("id", "=", list.team_id)
    .executeTakeFirst();
  return {
    code: error.code,
    reason: `${facts.name} says this ${team?.kind ?? "team"} is gone`,
    confirm: listId(list.connection_id, "teams"),
  };
}
