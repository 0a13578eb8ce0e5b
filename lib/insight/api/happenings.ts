import "server-only";
import { filterIn, listQuery } from "#lib/access/action/api-query.ts";
import { listBatchChanges } from "#lib/changes/batches/change-rows.ts";
import { getBatchProgress, listBatches } from "#lib/changes/batches/data.ts";
import { BATCH_CHANGE_FIELDS, BATCH_FIELDS } from "#lib/changes/batches/filter.ts";
import { listReviews } from "#lib/changes/reviews/data.ts";
import { listWaiting } from "#lib/changes/schedules/data.ts";
import { ACTIVITY_FIELDS } from "#lib/directory/activity/filter.ts";
import { listActivity } from "#lib/insight/activity/data.ts";
import { cursorOf, offsetOf, pageOf, slice, textOf } from "./cursor.ts";
import { operation, PLACE_ONLY } from "./operation.ts";
import { batchOf, changeOf, eventOf, reviewOf, scheduleOf } from "./rows.ts";
import {
  batchDetailsSchema,
  batchSchema,
  eventPageSchema,
  pageSchema,
  reviewSchema,
  scheduleSchema,
} from "./schema.ts";

/** More than this waits nowhere. */
const MOST_WAITING = 10_000;

export const events = operation({
  path: "/events",
  name: "listEvents",
  summary: "What happened, newest first: through Rollcall, and at the vendors as syncs saw it",
  scope: "activity.read",
  query: listQuery(ACTIVITY_FIELDS),
  answer: eventPageSchema,
  read: async ({ viewer, query: { cursor, limit, ...given } }) => {
    const before = textOf("events", cursor);
    const filter = filterIn(ACTIVITY_FIELDS, given);
    const { rows, next } = await listActivity({ ...filter, before }, { limit, viewer });
    return { items: rows.map(eventOf), next: next === undefined ? null : cursorOf("events", next) };
  },
});

export const batches = operation({
  path: "/batches",
  name: "listBatches",
  summary: "Batches of changes, newest first: one's own, and everybody's for who controls batches",
  scope: "activity.read",
  query: listQuery(BATCH_FIELDS),
  answer: pageSchema(batchSchema),
  read: async ({ viewer, query: { cursor, limit, ...given } }) => {
    const offset = offsetOf("batches", cursor);
    const filter = filterIn(BATCH_FIELDS, given);
    const { rows, total } = await listBatches(viewer, { ...filter, offset, limit });
    return pageOf("batches", rows.map(batchOf), offset, total);
  },
});

export const batch = operation({
  path: "/batches/{id}",
  name: "getBatch",
  summary: "How a batch and its changes stand",
  scope: "activity.read",
  query: listQuery(BATCH_CHANGE_FIELDS),
  answer: batchDetailsSchema,
  read: async ({ viewer, params, query: { cursor, limit, ...given } }) => {
    const list = `changes ${params.id}`;
    const offset = offsetOf(list, cursor);
    const row = batchOf(await getBatchProgress(viewer, params.id));
    const filter = filterIn(BATCH_CHANGE_FIELDS, given);
    const { rows, total } = await listBatchChanges(viewer, params.id, { ...filter, offset, limit });
    return { ...row, changes: pageOf(list, rows.map(changeOf), offset, total) };
  },
});

export const schedules = operation({
  path: "/schedules",
  name: "listSchedules",
  summary: "What waits for its time, the next first",
  scope: "activity.read",
  query: PLACE_ONLY,
  answer: pageSchema(scheduleSchema),
  read: async ({ viewer, query: { cursor, limit } }) => {
    const offset = offsetOf("schedules", cursor);
    const waiting = await listWaiting(viewer, MOST_WAITING);
    return slice("schedules", waiting.map(scheduleOf), offset, limit);
  },
});

export const reviews = operation({
  path: "/reviews",
  name: "listReviews",
  summary: "Access reviews: those that are under way, then the newest, 200 at most",
  scope: "review.read",
  query: PLACE_ONLY,
  answer: pageSchema(reviewSchema),
  read: async ({ viewer, query: { cursor, limit } }) => {
    const offset = offsetOf("reviews", cursor);
    return slice("reviews", (await listReviews(viewer)).map(reviewOf), offset, limit);
  },
});
