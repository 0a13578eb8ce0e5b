import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeOf, descriptionOf, inputOf } from "#lib/changes/journal/journal.ts";
import { heldValue, valueBinding } from "#lib/changes/journal/values.ts";
import type { AnyKind, Verdict } from "#lib/changes/kinds/kind.ts";
import { getTeamRef } from "#lib/changes/kinds/refs.ts";
import { kindOf } from "#lib/changes/kinds/registry.ts";
import { READ_BACK_PAUSES_MS } from "#lib/changes/kinds/shared.ts";
import { assertOurs, countTry, isCounted } from "#lib/changes/run/claim.ts";
import { failed, isUnsettled, unknown, wasHarmless } from "#lib/changes/run/ending.ts";
import type { Applied, Claim, Ending, RunContext } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import { hideValue } from "#lib/core/log.ts";
import { noteFailure, noteSuccess, openConnection } from "#lib/directory/connections/open.ts";
import { unseal } from "#lib/store/crypto/key-ring.ts";

/** Reads in a row that must say "not done": the vendor may still be at it. */
const NOT_DONE_TIMES = 2;
/** Times that a change is sent although its process dies of it each time: then it comes to an end. */
const MAX_TRIES = 500;

/** What a kind needs to carry a claim out. Throws NOT_FOUND where connection or team is gone. */
export async function openContext(claim: Claim, signal: AbortSignal): Promise<RunContext> {
  const { row } = claim;
  const team = row.team_id === null ? undefined : await getTeamRef(row.team_id);
  // After the team: of a connection that was deleted the connection is what is said to be gone.
  const { connection, facts, client } = await openConnection(row.connection_id, {
    beforeWrite: () => assertOurs(claim),
  });
  if (row.team_id !== null && !team) throw new AppError("NOT_FOUND", { reason: "This team is gone" });
  return {
    connection: {
      id: connection.id,
      vendor: connection.vendor,
      targetId: connection.targetId,
      targetName: connection.targetName,
      tokenUserId: connection.tokenUserId,
    },
    facts,
    team,
    client,
    changeId: row.id,
    input: inputOf(row) as RunContext["input"],
    value: row.sealed_value ? await unseal(row.sealed_value, valueBinding(row.id)) : heldValue(row.id),
    before: beforeOf(row),
    acknowledged: new Set(JSON.parse(row.acknowledged) as string[]),
    startedAt: row.started_at ?? row.created_at,
    isRepeat: false,
    signal,
  };
}

/** Carries a claimed change out and says how it ended. Throws LeaseLost and NotCounted alone: then it is taken up again. */
export const carryOut = async (claim: Claim, ctx: RunContext): Promise<Ending> =>
  (claim.wasSent && !claim.isReadBack ? await endSent(claim, ctx) : undefined) ??
  (await hidden(ctx, () => callVendor(kindOf(claim.row.kind), claim, ctx)));

/** How a change ended that a process which died has sent; undefined: it was not done, so it may be carried out. */
export const endSent = (claim: Claim, ctx: RunContext): Promise<Ending | undefined> =>
  hidden(ctx, () => afterCrash(kindOf(claim.row.kind), claim, ctx));

async function hidden<T>({ value }: RunContext, work: () => Promise<T>): Promise<T> {
  const reveal = value === undefined ? () => {} : hideValue(value);
  try {
    return await work();
  } finally {
    reveal();
  }
}

async function afterCrash(kind: AnyKind, claim: Claim, ctx: RunContext): Promise<Ending | undefined> {
  const lost = new AppError("VALUE_LOST", {
    reason: "Rollcall was restarted before it was over: give the value again",
  });
  const verdict = await readBack(kind, ctx);
  if (verdict.is === "done") return done(verdict);
  if (verdict.is === "undecidable") {
    if (claim.isValueLost) return unknown(lost);
    return kind.resendBlindly && ctx.value !== undefined ? undefined : unknown(undecided, verdict.reason);
  }
  if (claim.isValueLost) return failed(lost);
  if (kind.sendsOnce) return failed(interrupted);
  return claim.row.attempts >= MAX_TRIES ? failed(interrupted) : undefined;
}

const interrupted = new AppError("INTERRUPTED", {
  reason: "It was sent, and Rollcall was restarted before the answer came. It is not there: try again.",
});
const undecided = new AppError("INTERRUPTED", {
  reason: "It may have been sent, and Rollcall was restarted before the answer came.",
});

async function callVendor(kind: AnyKind, claim: Claim, ctx: RunContext): Promise<Ending> {
  const description = descriptionOf(claim.row);
  if (claim.isValueLost)
    return failed(
      new AppError("VALUE_LOST", {
        reason: "Rollcall was restarted before it was sent: give the value again",
      }),
    );
  for (let sent = 0; ; ) {
    try {
      if (sent === 0) await kind.guard?.(ctx);
      if (sent > 0 || !isCounted(claim)) await countTry([claim]);
      const applied = await kind.apply({ ...ctx, isRepeat: sentBefore(claim, sent) });
      await noteSuccess(ctx.connection.id, "write");
      return {
        state: sentBefore(claim, sent) ? "done" : applied.state,
        applied: asDone(applied, claim, sent),
      };
    } catch (error) {
      if (isUnsettled(error)) throw error;
      await noteFailure(ctx.connection.id, error, "write");
      const isHarmless = wasHarmless(error);
      if (isHarmless && !sentBefore(claim, sent)) return failed(error, kind, description);
      sent++;
      if (kind.resendBlindly && !isHarmless) {
        const pause = READ_BACK_PAUSES_MS[sent - 1];
        if (pause === undefined) return unknown(error, "A value cannot be read back");
        await sleep(pause);
        continue;
      }
      const verdict = await readBack(kind, ctx);
      if (verdict.is === "done") return done(verdict);
      if (verdict.is === "undecidable") return unknown(error, verdict.reason);
      // Not there, and must not be sent again; or sent twice; or refused the second time: it did not happen.
      if (kind.sendsOnce || sent > 1 || isHarmless) return failed(error, kind, description);
    }
  }
}

/** An earlier call of this change may have got through. */
const sentBefore = (claim: Claim, sent: number): boolean => sent > 0 || claim.wasSent;

/** What is already gone after this change was sent once was removed by that call: it is done, not skipped. */
function asDone(applied: Applied, claim: Claim, sent: number): Applied {
  if (applied.state === "done" || !sentBefore(claim, sent)) return applied;
  const { gone: _gone, ...result } = applied.result ?? {};
  return { ...applied, state: "done", result };
}

const done = (verdict: Extract<Verdict, { is: "done" }>): Ending => ({
  state: "done",
  applied: {
    state: "done",
    ...(verdict.result ? { result: verdict.result } : {}),
    ...(verdict.patch ? { patch: verdict.patch } : {}),
  },
});

/** Asks the vendor whether it happened, a few times: it may still be at it, or silent for a moment. */
export async function readBack(kind: AnyKind, ctx: RunContext): Promise<Verdict> {
  let notDone = 0;
  for (const pause of READ_BACK_PAUSES_MS) {
    await sleep(pause);
    try {
      const verdict = await kind.verify(ctx);
      if (verdict.is !== "not-done") return verdict;
      notDone++;
      if (notDone >= NOT_DONE_TIMES) return verdict;
    } catch (error) {
      await noteFailure(ctx.connection.id, error, "read");
      // No answer tells nothing: the next pause is longer.
    }
  }
  return notDone > 0 ? { is: "not-done" } : { is: "undecidable" };
}
