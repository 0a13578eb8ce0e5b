// @slow: fills a disk, and waits until there is room.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { applyChanges } from "#lib/changes/apply.ts";
import { addUser, submission, withVendors } from "#lib/changes/changes.testing.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { runList } from "#lib/directory/sync/run.ts";
import { getReadiness } from "#lib/jobs/health.ts";
import { db } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";

/** A disk of 48 MB of its own, where this machine lets us have one. */
function mountSmallDisk(): string | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), "rollcall-small-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=48m", "rollcall-test", folder], { stdio: "pipe" });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
}

const disk = mountSmallDisk();
if (!disk) process.stderr.write("skipped: a full disk (this machine does not let us mount one of our own)\n");
afterAll(() => {
  if (!disk) return;
  execFileSync("umount", [disk]);
  rmSync(disk, { recursive: true });
});

const filler = path.join(disk ?? "", "filler");
/** Takes what is free, to the last block. */
function fill(): void {
  const { bavail, bsize } = statfsSync(disk ?? "");
  writeFileSync(filler, Buffer.alloc(bavail * bsize));
}
const makeRoom = (): void => rmSync(filler, { force: true });

async function until<T>(
  read: () => Promise<T>,
  isRight: (value: T) => boolean,
  withinMs = 45_000,
): Promise<T> {
  for (const end = Date.now() + withinMs; ; ) {
    const value = await read();
    if (isRight(value) || Date.now() > end) return value;
    await sleep(100);
  }
}

describe.skipIf(!disk)("a disk that is full", () => {
  useTestStore({ ROLLCALL_DATA_DIR: disk ?? "" });
  const vendors = withVendors();
  afterEach(makeRoom);

  it("in a batch: nothing is lost, nothing is sent twice, and it goes on when there is room", async () => {
    const bench = await vendors.open("paperspace", { members: 120 });
    const teamId = await bench.teamId();
    const [spare, ...others] = (await bench.state()).members.filter(
      (one) => one.role === "member" && !one.invited,
    );
    const people = others.slice(0, 80);
    const change = ({ id }: { id: string }): ChangeRequest => ({
      kind: "member.setRole",
      input: { teamId, userId: id, role: "admin" },
    });
    await vendors.control().setLatency(bench.token, 400);
    await applyChanges(bench.viewer, submission(people.map(change)));
    const counts = async (): Promise<Record<string, number>> =>
      Object.fromEntries(
        (
          await db()
            .selectFrom("changes")
            .select((row) => ["state", row.fn.countAll<number>().as("count")])
            .groupBy("state")
            .execute()
        ).map(({ state, count }) => [state, Number(count)]),
      );
    await until(counts, ({ done = 0 }) => done >= 5);
    fill();
    const before = await counts();
    expect(before.done ?? 0).toBeLessThan(people.length);
    const ready = await until(
      () => getReadiness(performance.now() + 10_000 * Math.random()),
      ({ checks }) => checks.store === "failing",
    );
    expect(ready).toMatchObject({ ok: false, checks: { store: "failing" } });
    const refused = applyChanges(bench.viewer, submission([change({ id: spare?.id ?? "" })]));
    await expect(refused).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      reason: expect.stringMatching(/^The store is full: free some space/),
    });
    await sleep(2_000);
    const during = await counts();
    expect({ failed: during.failed, unknown: during.unknown }).toEqual({
      failed: undefined,
      unknown: undefined,
    });
    makeRoom();
    expect(await until(counts, ({ done = 0 }) => done === people.length)).toEqual({ done: people.length });
    const { writes } = await bench.state();
    expect(writes).toHaveLength(people.length);
  }, 120_000);

  it("in a sync: the old rows stay, and the next run reads the rest", async () => {
    const bench = await vendors.open("paperspace", { members: 30 });
    const list = await db()
      .selectFrom("lists")
      .select("id")
      .where("connection_id", "=", bench.connectionId)
      .where("part", "=", "members")
      .executeTakeFirstOrThrow();
    const rows = async () =>
      Number(
        (
          await db()
            .selectFrom("members")
            .select((row) => row.fn.countAll<number>().as("count"))
            .where("removed_at", "is", null)
            .executeTakeFirstOrThrow()
        ).count,
      );
    const before = await rows();
    for (let index = 0; index < 400; index++)
      await bench.elsewhere({ op: "addMember", person: { email: `new-${index}@halden.example` } });
    fill();
    const trouble = await runList(list.id).catch((error: unknown) => error);
    expect(trouble).toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(await rows()).toBeGreaterThanOrEqual(before);
    makeRoom();
    await until(
      () => runList(list.id),
      ({ outcome }) => outcome === "complete",
    );
    expect(await rows()).toBeGreaterThan(before + 300);
    expect((await addUser("viewer")).role).toBe("viewer");
  }, 120_000);
});
