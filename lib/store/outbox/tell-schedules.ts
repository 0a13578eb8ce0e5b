import "server-only";
import { env } from "#lib/core/env.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import { notify } from "#lib/store/outbox/notify.ts";
import { enqueueWebhook } from "#lib/store/outbox/send.ts";

type Told = {
  scheduleId: string;
  kind: "batch" | "end";
  /** Whose it is. */
  userId: string;
  size: number;
  dueAt: string;
  name: string;
};

const pageOf = ({ scheduleId }: Told): string => `/activity/batches/${scheduleId}`;
const dataOf = (one: Told) => ({
  ...{ scheduleId: one.scheduleId, kind: one.kind, size: one.size, dueAt: one.dueAt },
  url: `${env().ROLLCALL_URL}${pageOf(one)}`,
});
const noticeOf = (one: Told) => ({
  to: [one.userId],
  about: { table: "schedules", id: one.scheduleId } as const,
  href: pageOf(one),
  what: one.name,
});

/** Tells that what was due waits for a person instead: all of it, or so many lines. */
export async function tellHeld(tx: Tx, one: Told & { reason: string; lines?: number }): Promise<void> {
  await notify(tx, {
    ...noticeOf(one),
    event: "schedule.held",
    lines: { Why: one.reason, ...(one.lines === undefined ? {} : { "Held lines": String(one.lines) }) },
    key: `schedule-${one.scheduleId}-held-${one.dueAt}`,
  });
  await enqueueWebhook(tx, {
    type: "schedule.held",
    data: { ...dataOf(one), ...(one.lines === undefined ? {} : { lines: one.lines }) },
    names: { what: one.name, reason: one.reason },
  });
}

/** Tells that what was due began late. */
export async function tellLate(tx: Tx, one: Told & { lateMs: number }): Promise<void> {
  await notify(tx, {
    ...noticeOf(one),
    event: "schedule.late",
    key: `schedule-${one.scheduleId}-late-${one.dueAt}`,
  });
  await enqueueWebhook(tx, {
    type: "schedule.late",
    data: { ...dataOf(one), lateSeconds: Math.round(one.lateMs / 1_000) },
    names: { what: one.name },
  });
}
