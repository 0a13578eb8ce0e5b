import { ActionFailure, mayBeDone } from "#lib/access/action/failure.ts";
import { fetchJson } from "#lib/access/action/fetch-json.ts";
import { callAction } from "#lib/access/action/use-action-mutation.ts";
import { applyAction } from "#lib/changes/actions.ts";
import { foundPath } from "#lib/changes/queries.ts";
import type { ApplyAnswer, FoundSubmission } from "#lib/changes/schema.ts";

type Submission = Parameters<typeof applyAction>[0];
type Begun = Extract<ApplyAnswer, { status: "accepted" | "requested" | "scheduled" }>;

/** An answer that is not there after this time is asked for by its key, beside the call that still waits. */
const PATIENCE_MS = 15_000;
const WATCH_MS = 5_000;
/** Pauses before each question about a lost answer: a request may arrive at the server after the browser gave it up. */
const PAUSES_MS = [0, 700, 1_500, 3_000] as const;
/** How long one question waits. */
const ASK_MS = 10_000;
/** Questions while the server says that it is still at it. */
const WHILE_WORKING = 40;
/** Answers of "no record of it" that are believed. */
const NONE_TIMES = 2;
/** How often, and how many times, it is asked on once the form has said that the end is not known. */
const LATER_MS = 3_000;
const LATER_TIMES = 60;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The end of a submission is not known: its key must be kept, so that sending it again does nothing twice. */
export class EndUnknown extends ActionFailure {
  constructor() {
    super(
      {
        code: "INTERNAL",
        reason:
          "No answer came, and Rollcall cannot be asked what became of this. Try again: nothing happens twice.",
      },
      { isLost: true },
    );
  }
}

/** This key was used for something else before, which is begun: what stands in the form was not sent. */
export class SentBefore extends ActionFailure {
  readonly begun: Begun;

  constructor(begun: Begun) {
    super({ code: "KEY_REUSED" });
    this.begun = begun;
  }
}

const nothingBegun = () =>
  new ActionFailure({
    code: "INTERNAL",
    reason: "No answer came, and Rollcall has no record of this: nothing was begun. Try again.",
  });

/**
 * Sends changes. Where the answer is lost, asks by the key what became of them and answers that in its place. Throws
 * ActionFailure where nothing was begun, EndUnknown where nobody can be asked, SentBefore.
 */
export async function submit(submission: Submission): Promise<ApplyAnswer> {
  const control = new AbortController();
  try {
    return await Promise.race([
      callAction(applyAction, submission),
      begunMeanwhile(submission.key, control.signal),
    ]);
  } catch (failure) {
    const isReused = failure instanceof ActionFailure && failure.error.code === "KEY_REUSED";
    if (!isReused && !mayBeDone(failure)) throw failure;
    const found = await whatBecameOf(submission.key);
    if (found === undefined) throw new EndUnknown();
    if (found !== "none") {
      if (isReused) throw new SentBefore(found);
      return found;
    }
    const isLost = !(failure instanceof ActionFailure) || failure.isLost;
    throw isLost ? nothingBegun() : failure;
  } finally {
    control.abort();
  }
}

/** For a call that hangs: resolves once the server has a record of it, else never. */
async function begunMeanwhile(key: string, signal: AbortSignal): Promise<Begun> {
  for (let waitMs = PATIENCE_MS; ; waitMs = WATCH_MS) {
    await pause(waitMs);
    if (signal.aborted) return new Promise(() => undefined);
    const found = await ask(key);
    if (found && isBegun(found)) return found;
  }
}

/** "none": the server has no record of it. Undefined: it could not be asked, or it is still at it after minutes. */
async function whatBecameOf(key: string): Promise<Begun | "none" | undefined> {
  let none = 0;
  let working = 0;
  for (let turn = 0; turn < PAUSES_MS.length && working < WHILE_WORKING; ) {
    await pause(PAUSES_MS[turn] ?? 0);
    const found = await ask(key);
    if (found && isBegun(found)) return found;
    if (found?.status === "none" && ++none === NONE_TIMES) return "none";
    // While the server is at it, asking again is no further try.
    if (found?.status === "working" && turn > 0) working++;
    else turn++;
  }
  return undefined;
}

/** Asks on in the background until it is known what became of a submission; undefined: nothing, or nobody can be asked for minutes. */
export async function begunLater(key: string): Promise<Begun | undefined> {
  for (let turn = 0; turn < LATER_TIMES; turn++) {
    await pause(LATER_MS);
    const found = await ask(key);
    if (found && isBegun(found)) return found;
    if (found?.status === "none") return undefined;
  }
  return undefined;
}

const isBegun = (found: FoundSubmission): found is Begun =>
  found.status === "accepted" || found.status === "requested" || found.status === "scheduled";

/** Undefined where Rollcall cannot be asked. */
const ask = (key: string): Promise<FoundSubmission | undefined> =>
  fetchJson<FoundSubmission>(foundPath(key), AbortSignal.timeout(ASK_MS)).catch(() => undefined);
