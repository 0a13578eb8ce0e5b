import "server-only";
import { env } from "#lib/core/env.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import { notify } from "#lib/store/outbox/notify.ts";
import { enqueueWebhook } from "#lib/store/outbox/send.ts";

type Told = {
  scheduleId: string;
  /** Who gave what ends. */
  userId: string;
  dueAt: string;
  name: string;
};

const dataOf = ({ scheduleId, dueAt }: Told, path: string) => ({
  ...{ scheduleId, kind: "end", size: 1, dueAt },
  url: `${env().ROLLCALL_URL}${path}`,
});

/** Tells that something given for a time ends within a day, or within an hour. `when`: the time in words. */
export async function tellEndComing(
  tx: Tx,
  one: Told & { lead: "day" | "hour"; when: string },
): Promise<void> {
  const href = "/activity/coming-up";
  const id = `end-${one.scheduleId}-${one.lead}-${one.dueAt}`;
  await notify(tx, {
    event: "end.coming",
    to: [one.userId],
    about: { table: "schedules", id: one.scheduleId },
    ...{ href, what: one.name, lines: { Ends: one.when }, key: id },
  });
  await enqueueWebhook(tx, {
    ...{ type: "end.coming", id, data: dataOf(one, href) },
    names: { what: one.name },
  });
}

/** Tells that an end came to nothing, and why: what was given may still be there. */
export const tellEndLeft = (tx: Tx, one: Told & { reason: string }): Promise<unknown> =>
  notify(tx, {
    event: "end.done",
    to: [one.userId],
    about: { table: "schedules", id: one.scheduleId },
    href: `/activity/batches/${one.scheduleId}`,
    what: `${one.name}, and was left alone`,
    lines: { Why: one.reason },
    key: `end-${one.scheduleId}-left`,
  });

/** Tells that something given for a time is over. */
export async function tellEnded(tx: Tx, one: Told & { batchId: string }): Promise<void> {
  const href = `/activity/batches/${one.batchId}`;
  const id = `end-${one.scheduleId}-done`;
  await notify(tx, {
    event: "end.done",
    to: [one.userId],
    about: { table: "schedules", id: one.scheduleId },
    ...{ href, what: one.name, key: id },
  });
  await enqueueWebhook(tx, {
    ...{ type: "end.done", id, data: dataOf(one, href) },
    names: { what: one.name },
  });
}
