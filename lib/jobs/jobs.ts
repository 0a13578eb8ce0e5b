import "server-only";
import { setTimeout as wait } from "node:timers/promises";
import { writeUses } from "#lib/access/tokens/uses.ts";
import { expireRequests } from "#lib/changes/approvals/decide.ts";
import { remindOfEnds } from "#lib/changes/ends/remind.ts";
import { sweepUploads } from "#lib/changes/intake/mutations.ts";
import { lookAgain } from "#lib/changes/offboarding/look-again.ts";
import { sweepPlans } from "#lib/changes/proposals/stored.ts";
import { tendReviews } from "#lib/changes/reviews/job.ts";
import { closeRunner, openRunner, renewHeld, takeUpWork } from "#lib/changes/run/runner.ts";
import { lookAhead } from "#lib/changes/schedules/look-ahead.ts";
import { runDue } from "#lib/changes/schedules/run-due.ts";
import { leaveBuilds, watchBuilds } from "#lib/jobs/build-watch.ts";
import { deliverDue } from "#lib/jobs/deliveries.ts";
import { sayKey, watchKeys } from "#lib/jobs/key-watch.ts";
import { type Job, startJob, wake } from "#lib/jobs/loop.ts";
import { sendDueMail, sweepMail } from "#lib/jobs/mail.ts";
import { remind, remindPeople } from "#lib/jobs/reminders.ts";
import { putInLine, SCHEDULE, startSync, stopSync, syncEverything } from "#lib/jobs/sync.ts";
import { remindOfApiTokens, remindOfTokens } from "#lib/jobs/token-reminders.ts";
import { checkpointIfDue } from "#lib/store/audit/keep-checkpoint.ts";
import { tellRepeats } from "#lib/store/audit/repeats.ts";
import { retain } from "#lib/store/audit/retention.ts";
import { pumpAll } from "#lib/store/audit/streams/pump.ts";
import { closeSyslog } from "#lib/store/audit/streams/receivers.ts";
import { RENEW_MS, releaseOfGone } from "#lib/store/db/lease.ts";
import { SAY_EVERY_MS, unsay } from "#lib/store/db/presence.ts";
import { endSigns, giveSign, SIGN_EVERY_MS } from "#lib/store/db/signs-of-life.ts";
import { closeSmtp } from "#lib/store/outbox/smtp.ts";

const SECOND = 1_000;
const HOUR = 3_600_000;

/** A receiver that is slow to answer must not hold up the end: what it did not acknowledge is sent again. */
const RECEIVERS_END_MS = 3_000;

/** Takes back what a job said once its last round is over, which may just be saying it. */
const afterRound = (takeBack: () => Promise<void>) => async (round: Promise<void>) => {
  await round.catch(() => {});
  await takeBack();
};

/**
 * Everything that Rollcall does by itself, in every process. `/api/ready`, the metrics and the log call it by these names.
 * What must not be done twice is claimed row by row, so that several processes share the work.
 */
export const JOBS = {
  /** Takes up a changed key file or session secret, and says which key this process seals with. */
  keys: { everyMs: 2 * SECOND, start: sayKey, run: watchKeys, stop: afterRound(() => unsay("keys.process")) },
  /** Says which build this process serves, and warns of processes that serve another one. */
  builds: { everyMs: SAY_EVERY_MS, start: watchBuilds, run: watchBuilds, stop: afterRound(leaveBuilds) },
  /** The runner: takes up changes that wait, and those that a dead process left. */
  changes: {
    everyMs: SECOND,
    start: () => openRunner(() => wake("changes")),
    run: takeUpWork,
    stop: closeRunner,
  },
  /** Gives signs of life for the changes that this process works on. */
  "change-leases": { everyMs: RENEW_MS, run: renewHeld },
  /** Says to other processes on the store that this one lives: without it they go on with what it has not tried. */
  "change-signs": { everyMs: SIGN_EVERY_MS, run: giveSign, stop: afterRound(endSigns) },
  /** Puts lists in line to be read: what somebody asked for, and what a dead process left half read. How a list's run ended is on the list and in the log. */
  sync: { everyMs: 10 * SECOND, start: startSync, run: putInLine, stop: stopSync },
  /** Asks for everything of every connection: one process, every six hours. */
  "sync-schedule": { everyMs: 10 * SECOND, turn: SCHEDULE, run: syncEverything },
  /** Looks again at offboardings whose day has come. Waits for vendors. */
  offboardings: { everyMs: 10 * SECOND, run: (signal) => lookAgain(Date.now(), signal) },
  /** Tells of ends of roles that come within a day or an hour. */
  ends: { everyMs: 10 * SECOND, run: remindOfEnds },
  /** Begins what is due, and holds what is otherwise than it was seen. What is due soon has its lists read. */
  schedules: {
    everyMs: SECOND,
    run: async (signal) => {
      await runDue(signal);
      await lookAhead();
    },
  },
  /** Ends requests for approval that nobody decided about in time. */
  approvals: { everyMs: 10 * SECOND, run: expireRequests },
  /** Reads the lists of access reviews that began, reminds their reviewers, and begins the next quarter's. */
  reviews: { everyMs: 2 * SECOND, run: tendReviews },
  /** Forgets uploaded lists whose time is over. */
  uploads: { everyMs: 10 * SECOND, run: sweepUploads },
  /** Forgets plans of programs whose time is over. */
  plans: { everyMs: 60 * SECOND, run: sweepPlans },
  /** Sends what is queued for webhooks. */
  deliveries: {
    everyMs: SECOND,
    start: () => releaseOfGone("webhook_deliveries"),
    run: (signal) => deliverDue(Date.now(), signal),
  },
  /** Sends people what they are to be told of by e-mail. Waits for the mail server. */
  mail: {
    everyMs: SECOND,
    start: () => releaseOfGone("mails"),
    run: (signal) => sendDueMail(signal),
    stop: afterRound(async () => closeSmtp()),
  },
  /** Forgets what people were told long ago. */
  "mail-sweep": { everyMs: HOUR, run: () => sweepMail() },
  /** Tells webhooks and people of secrets that are due, once a day. */
  reminders: {
    everyMs: 10 * SECOND,
    run: async () => {
      await remind();
      await remindPeople();
    },
  },
  /** Tells of vendors' tokens that are old or refused, once a week, and of API tokens that end soon, once. */
  "token-reminders": {
    everyMs: 10 * SECOND,
    run: async () => {
      await remindOfTokens();
      await remindOfApiTokens();
    },
  },
  /** Writes down how often API tokens asked this process. */
  "token-uses": { everyMs: 60 * SECOND, run: () => writeUses(), stop: afterRound(() => writeUses()) },
  /** Sends the audit log to its receivers. */
  "audit-streams": {
    everyMs: SECOND,
    start: () => releaseOfGone("audit_streams"),
    run: pumpAll,
    stop: async (round) => {
      await Promise.race([round, wait(RECEIVERS_END_MS, undefined, { ref: false })]);
      closeSyslog();
    },
  },
  /** Signs the audit log when it is time to. */
  checkpoints: { everyMs: 10 * SECOND, run: () => checkpointIfDue() },
  /** Writes down what was counted instead of repeated. */
  repeats: { everyMs: 10 * SECOND, run: () => tellRepeats() },
  /** Removes events that are older than the settings allow. */
  retention: { everyMs: HOUR, run: () => retain() },
} satisfies Record<string, Job>;

export type JobName = keyof typeof JOBS;

/** Starts these jobs, or all, once per process; further calls do nothing. Resolves when their rounds have begun. */
export async function startJobs(...names: JobName[]): Promise<void> {
  const wanted = names.length > 0 ? names : (Object.keys(JOBS) as JobName[]);
  await Promise.all(wanted.map((name) => startJob(name, JOBS[name])));
}
