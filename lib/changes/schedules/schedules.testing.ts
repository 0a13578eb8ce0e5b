import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { type Bench, submission } from "#lib/changes/changes.testing.ts";
import type { ChangeRequest, Submission } from "#lib/changes/schema.ts";
import { nowMs } from "#lib/core/clock.ts";
import { localTimeOf } from "#lib/core/local-time.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { setTestEnv } from "#lib/store/db/db.testing.ts";
import type { At } from "./at.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** A clock of this test alone; it stands right when a test begins. After `useTestStore` and `withVendors`. */
export function withClock() {
  const folder = mkdtempSync(path.join(tmpdir(), "rollcall-schedules-"));
  const file = path.join(folder, "clock");
  const set = (ms: number) => writeFileSync(file, String(ms));
  beforeAll(() => setTestEnv({ ROLLCALL_TEST_CLOCK: file }));
  beforeEach(() => set(0));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    /** Sets what it is ahead of the machine's. */
    set,
    file,
  };
}

/** A time so far ahead, to the minute, as somebody in UTC would type it. */
export const ahead = (ms: number): At => localTimeOf(new Date(nowMs() + ms).toISOString(), "UTC");

/** Schedules changes, and returns the schedule's id. */
export async function schedule(
  viewer: Viewer,
  changes: ChangeRequest[],
  at: At,
  more: Partial<Submission> = {},
): Promise<string> {
  const answer = await applyChanges(viewer, submission(changes, { at, ...more }));
  if (answer.status !== "scheduled") throw new Error(`not scheduled: ${JSON.stringify(answer)}`);
  return answer.scheduleId;
}

export const stored = (id: string) =>
  db().selectFrom("schedules").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

export const batchOf = (id: string) =>
  db().selectFrom("batches").selectAll().where("id", "=", id).executeTakeFirst();

/** What was told of a schedule in the audit log, in order. */
export const told = async (id: string): Promise<string[]> =>
  (await db().selectFrom("events").select(["action", "body"]).orderBy("seq").execute())
    .filter(({ action, body }) => action.startsWith("schedule.") && body.includes(id))
    .map(({ action }) => action);

/** Changes that make so many members of a Paperspace team admins. */
export async function promotions(bench: Bench, count: number): Promise<ChangeRequest[]> {
  const teamId = await bench.teamId();
  return (await bench.state()).members
    .filter((one) => one.role === "member" && !one.invited)
    .slice(0, count)
    .map(({ id }) => ({ kind: "member.setRole", input: { teamId, userId: id, role: "admin" } }));
}

export const admins = async (bench: Bench): Promise<number> =>
  (await bench.state()).members.filter((one) => one.role === "admin").length;
