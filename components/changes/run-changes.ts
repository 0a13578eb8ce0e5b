import { hashKey, type QueryClient, type QueryKey } from "@tanstack/react-query";
import { begunLater, EndUnknown, SentBefore, submit } from "#components/changes/submit.ts";
import { atWords } from "#components/schedules/at-words.ts";
import { wireErrorOf } from "#lib/access/action/failure.ts";
import { newSubmissionKey } from "#lib/access/action/submission-key.ts";
import { APPROVAL_CODE } from "#lib/changes/approvals/constants.ts";
import { batchOptions } from "#lib/changes/queries.ts";
import type { At } from "#lib/changes/schedules/at.ts";
import type { BatchOutcome, ChangeOutcome, ChangeRequest, ListRef, Plan } from "#lib/changes/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import type { ErrorCode, WireError } from "#lib/core/errors.ts";
import { memberKeys } from "#lib/directory/members/queries.ts";
import { secretKeys } from "#lib/directory/secrets/queries.ts";
import { teamKeys } from "#lib/directory/teams/queries.ts";
import { standingKeys } from "#lib/insight/standing/queries.ts";

/** What waits for its time: when that is, and its page. */
export type Scheduled = { when: string; href: string };

/** How asking for changes ended. */
export type ChangeEnd =
  /** `isRequested`: nothing happened yet, it waits for somebody else's approval. */
  | { is: "done"; outcomes: ChangeOutcome[]; isRequested?: boolean; scheduled?: Scheduled }
  /** At least one change failed; `reason` is of the first that did. */
  | { is: "failed"; outcomes: ChangeOutcome[]; code: ErrorCode; reason: string }
  | { is: "confirm"; plan: Plan }
  /** Nothing was begun; with `lostKey` it is not known what became of it, and sending it again under this key does nothing twice. */
  | { is: "error"; error: WireError; reason: string; lostKey?: string };

export type ChangeOptions = {
  /** Of an earlier try whose end is not known. */
  key?: string | undefined;
  acknowledged?: string[];
  undoOf?: string;
  name?: string;
  /** When it is to be done; now where absent. */
  at?: At | undefined;
  /** The vendor's name, for the words of a refusal. */
  vendor?: string;
};

/** Who is gone and what is taken we say ourselves, by name: not to be quoted as the vendor's words. */
const isOurSentence = (outcome: ChangeOutcome): outcome is ChangeOutcome & { reason: string } =>
  (outcome.code === "VENDOR_NOT_FOUND" || outcome.code === "VENDOR_CONFLICT") &&
  outcome.reason?.includes(outcome.subject) === true;

const POLL_MS = 700;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What shows a list's rows. What only counts them follows the standing, which is read again with every change. */
function keysOf(list: ListRef): QueryKey[] {
  if (list.of === "connection") return [teamKeys.all];
  if (list.of === "organization") return [memberKeys.all, teamKeys.all];
  const own =
    list.part === "members"
      ? [memberKeys.team(list.teamId)]
      : [secretKeys.team(list.teamId), secretKeys.everywhere()];
  return [...own, teamKeys.team(list.teamId)];
}

/** Reads the lists again that changes name; all of them where it is not known which changes there were. */
export function readAgain(queryClient: QueryClient, outcomes: readonly ChangeOutcome[] = []) {
  const named = outcomes.flatMap(({ lists }) => lists.flatMap(keysOf));
  const keys = outcomes.length > 0 ? named : [memberKeys.all, secretKeys.all, teamKeys.all];
  const distinct = new Map([...keys, standingKeys.all].map((queryKey) => [hashKey(queryKey), queryKey]));
  return Promise.all([...distinct.values()].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
}

/** The batch once it has ended. Throws where it cannot be read. */
export async function follow(queryClient: QueryClient, batch: BatchOutcome): Promise<BatchOutcome> {
  let latest = batch;
  while (!latest.finished) {
    await pause(POLL_MS);
    latest = await queryClient.fetchQuery({ ...batchOptions(batch.batchId), staleTime: 0, retry: 5 });
  }
  return latest;
}

const isApprovalAlone = ({ risks }: Plan): boolean =>
  risks.length > 0 && risks.every(({ code }) => code === APPROVAL_CODE);

/** Asks for changes, follows them to their end, and reads the lists again. Never throws. */
export async function runChanges(
  queryClient: QueryClient,
  changes: ChangeRequest[],
  options: ChangeOptions,
): Promise<ChangeEnd> {
  const { vendor } = options;
  const key = options.key ?? newSubmissionKey();
  try {
    const submission = {
      key,
      changes,
      acknowledged: options.acknowledged ?? [],
      ...(options.undoOf ? { undoOf: options.undoOf } : {}),
      ...(options.name ? { name: options.name } : {}),
      ...(options.at ? { at: options.at } : {}),
    };
    let answer = await submit(submission);
    // Where nothing is confirmed, asking for approval needs no question of its own: it can be withdrawn.
    if (answer.status === "needsConfirmation" && !options.acknowledged && isApprovalAlone(answer.plan))
      answer = await submit({ ...submission, acknowledged: [APPROVAL_CODE] });
    if (answer.status === "requested") return { is: "done", outcomes: [], isRequested: true };
    if (answer.status === "scheduled") {
      const href = `/activity/batches/${encodeURIComponent(answer.scheduleId)}`;
      const when = options.at ? atWords(options.at) : answer.dueAt;
      return { is: "done", outcomes: [], scheduled: { when, href } };
    }
    // Warnings to accept, or a plan that is another one by now: either way it is shown before it is applied.
    if (answer.status !== "accepted") return { is: "confirm", plan: answer.plan };
    const { changes: outcomes } = await followed(queryClient, answer.batch);
    await readAgain(queryClient, outcomes);
    const failed = outcomes.find((outcome) => outcome.state === "failed");
    if (!failed) return { is: "done", outcomes };
    const code = failed.code ?? "INTERNAL";
    const reason = isOurSentence(failed)
      ? failed.reason
      : errorWords(
          { code, ...(failed.reason ? { reason: failed.reason } : {}) },
          { vendor, subject: failed.subject },
        );
    return { is: "failed", outcomes, code, reason };
  } catch (failure) {
    // What was done all the same shows in its row.
    void readAgain(queryClient);
    const error: WireError = wireErrorOf(failure);
    if (failure instanceof SentBefore)
      return { is: "error", error, reason: await earlierWords(queryClient, failure) };
    const isLost = failure instanceof EndUnknown;
    if (isLost) void readLater(queryClient, key);
    return { is: "error", error, reason: errorWords(error, { vendor }), ...(isLost ? { lostKey: key } : {}) };
  }
}

/** The same; it is begun, so what cannot be followed has an end that is not known. */
const followed = (queryClient: QueryClient, batch: BatchOutcome): Promise<BatchOutcome> =>
  follow(queryClient, batch).catch(() => {
    throw new EndUnknown();
  });

/** Reads the lists again once it is known what became of it, so that rows end true. */
async function readLater(queryClient: QueryClient, key: string): Promise<void> {
  const begun = await begunLater(key);
  if (begun?.status === "accepted") await follow(queryClient, begun.batch).catch(() => undefined);
  await readAgain(queryClient);
}

/** What the earlier try has done, before another one is sent. */
async function earlierWords(queryClient: QueryClient, { begun }: SentBefore): Promise<string> {
  const batch =
    begun.status === "accepted" ? await follow(queryClient, begun.batch).catch(() => undefined) : undefined;
  const said = batch?.changes.map(({ sentence }) => sentence).join(". ");
  return `What you sent before had arrived${said ? `: ${said}` : ""}. Try again to send what stands here now.`;
}
