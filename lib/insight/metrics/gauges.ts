import "server-only";
import { sql } from "kysely";
import { warnSeldom } from "#lib/core/log.ts";
import { FAILED_MS } from "#lib/insight/notices/data.ts";
import { db } from "#lib/store/db/connection.ts";
import { queueTotals } from "#lib/vendors/queue.ts";

/** Gauges that are read from the store when somebody asks, by name: what they say and their labels. */
export const GAUGES = {
  rollcall_changes_waiting: ["Changes by state that have not ended", ["state"]],
  rollcall_vendor_calls: ["Calls of this process that run at a vendor, or wait their turn", ["state"]],
  rollcall_batches: ["Batches that are under way, by state", ["state"]],
  rollcall_connections: ["Connections by vendor and state", ["vendor", "state"]],
  rollcall_sync_oldest_seconds: ["Age of the oldest copy of a list, by vendor and part", ["vendor", "part"]],
  rollcall_lists_never_synced: ["Lists that no run has read whole yet", ["vendor", "part"]],
  rollcall_webhook_deliveries_waiting: ["Deliveries to webhooks that wait", []],
  rollcall_mails_waiting: ["E-mails to people that wait", []],
  rollcall_mails_failed: ["E-mails of the last seven days that were refused or given up", []],
  rollcall_audit_events: ["Number of the newest event of the audit log", []],
  rollcall_job_up: ["1 while a job of this process works, 0 while it fails or is overdue", ["job"]],
  rollcall_job_age_seconds: ["Time since a round of a job ended well, in this process", ["job"]],
  rollcall_store_up: ["1 while the store can be read", []],
} as const satisfies Record<string, readonly [string, readonly string[]]>;

type GaugeName = keyof typeof GAUGES;

type Reading = { name: GaugeName; labels: Record<string, string>; value: number };

/** How the jobs of this process are doing, by name. */
export type Jobs = Readonly<Record<string, { state: string; ageSeconds: number }>>;

/** What the jobs and the store say now. A store that does not answer is a reading too, not an error. */
export async function readGauges(jobs: Jobs, now = Date.now()): Promise<Reading[]> {
  const { running, waiting } = queueTotals();
  const here: Reading[] = [
    ...Object.entries(jobs).flatMap(([job, { state, ageSeconds }]): Reading[] => [
      { name: "rollcall_job_up", labels: { job }, value: state === "ok" ? 1 : 0 },
      { name: "rollcall_job_age_seconds", labels: { job }, value: ageSeconds },
    ]),
    { name: "rollcall_vendor_calls", labels: { state: "running" }, value: running },
    { name: "rollcall_vendor_calls", labels: { state: "waiting" }, value: waiting },
  ];
  try {
    return [...here, { name: "rollcall_store_up", labels: {}, value: 1 }, ...(await readStore(now))];
  } catch (error) {
    warnSeldom(error, "The store could not be read for the metrics");
    return [...here, { name: "rollcall_store_up", labels: {}, value: 0 }];
  }
}

async function readStore(now: number): Promise<Reading[]> {
  const count = sql<number>`count(*)`.as("count");
  const [changes, batches, connections, lists, deliveries, waiting, failed, head] = await Promise.all([
    db()
      .selectFrom("changes")
      .select(["state", count])
      .where("state", "in", ["pending", "running"])
      .groupBy("state")
      .execute(),
    db()
      .selectFrom("batches")
      .select(["state", count])
      .where("state", "in", ["running", "paused"])
      .groupBy("state")
      .execute(),
    db().selectFrom("connections").select(["vendor", "state", count]).groupBy(["vendor", "state"]).execute(),
    db()
      .selectFrom("lists")
      .innerJoin("connections", "connections.id", "lists.connection_id")
      .select((row) => [
        "connections.vendor",
        "lists.part",
        row.fn.min("lists.synced_at").as("oldest"),
        sql<number>`sum(case when lists.synced_at is null then 1 else 0 end)`.as("never"),
      ])
      .groupBy(["connections.vendor", "lists.part"])
      .execute(),
    db().selectFrom("webhook_deliveries").select(count).where("state", "=", "pending").executeTakeFirst(),
    db().selectFrom("mails").select(count).where("state", "=", "pending").executeTakeFirst(),
    db()
      .selectFrom("mails")
      .select(count)
      .where("state", "=", "failed")
      .where("ended_at", ">", new Date(now - FAILED_MS).toISOString())
      .executeTakeFirst(),
    db().selectFrom("audit_head").select("seq").executeTakeFirst(),
  ]);
  const byState = (
    name: GaugeName,
    states: readonly string[],
    rows: { state: string; count: number }[],
  ): Reading[] =>
    states.map((state) => ({
      name,
      labels: { state },
      value: Number(rows.find((row) => row.state === state)?.count ?? 0),
    }));
  return [
    ...byState("rollcall_changes_waiting", ["pending", "running"], changes),
    ...byState("rollcall_batches", ["running", "paused"], batches),
    ...connections.map(
      ({ vendor, state, count: value }): Reading => ({
        name: "rollcall_connections",
        labels: { vendor, state },
        value: Number(value),
      }),
    ),
    ...lists.flatMap(({ vendor, part, oldest, never }): Reading[] => [
      ...(oldest
        ? [
            {
              name: "rollcall_sync_oldest_seconds" as const,
              labels: { vendor, part },
              value: (now - Date.parse(oldest)) / 1000,
            },
          ]
        : []),
      { name: "rollcall_lists_never_synced", labels: { vendor, part }, value: Number(never) },
    ]),
    { name: "rollcall_webhook_deliveries_waiting", labels: {}, value: Number(deliveries?.count ?? 0) },
    { name: "rollcall_mails_waiting", labels: {}, value: Number(waiting?.count ?? 0) },
    { name: "rollcall_mails_failed", labels: {}, value: Number(failed?.count ?? 0) },
    { name: "rollcall_audit_events", labels: {}, value: Number(head?.seq ?? 0) },
  ];
}
