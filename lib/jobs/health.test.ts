import { sql } from "kysely";
import { afterEach, expect, it } from "vitest";
import { getReadiness } from "#lib/jobs/health.ts";
import { startRunner, startScheduler, stopRunner, stopScheduler } from "#lib/jobs/jobs.testing.ts";
import { installKeyRing } from "#lib/store/crypto/key-ring.ts";
import { newKeyText, parseKeys } from "#lib/store/crypto/keys.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";

let clock = performance.now();
/** As somebody sees it who asks a minute later: an answer is kept for a moment. */
const later = () => {
  clock += 60_000;
  return getReadiness(clock);
};

describeEachStore("readiness", (which) => {
  afterEach(async () => {
    await stopScheduler();
    await stopRunner();
  });

  it("is said once everything works, and what does not", async () => {
    expect(await later()).toMatchObject({ ok: false, checks: { store: "ok", runner: "failing" } });
    await startRunner();
    expect((await later()).reason).toMatch(/scheduler/);
    await startScheduler();
    expect(await later()).toEqual({
      ok: true,
      version: expect.any(String),
      checks: { store: "ok", migrations: "ok", keys: "ok", runner: "ok", scheduler: "ok" },
      jobs: {
        changes: expect.objectContaining({ state: "ok", startedAt: expect.any(String) }),
        "change-leases": expect.objectContaining({ state: "ok" }),
        "change-signs": expect.objectContaining({ state: "ok" }),
        sync: expect.objectContaining({ state: "ok" }),
        "sync-schedule": expect.objectContaining({ state: "ok" }),
      },
    });
    // It was written for good, and again and again leaves one row.
    await getReadiness(performance.now() + 10_000);
    const kept = await db().selectFrom("leases").select("name").where("name", "like", "ready%").execute();
    expect(kept).toEqual([{ name: "ready" }]);
  });

  it("needs every migration of this version", async () => {
    const { rows } = await sql<{
      name: string;
    }>`select name from kysely_migration order by name desc limit 1`.execute(db());
    const last = rows[0]?.name ?? "";
    await sql`update kysely_migration set name = '9999' where name = ${last}`.execute(db());
    expect(await later()).toMatchObject({ ok: false, checks: { migrations: "failing" } });
    await sql`update kysely_migration set name = ${last} where name = '9999'`.execute(db());
  });

  it("needs a store that takes writes", async () => {
    if (which === "postgres") return;
    await sql`pragma query_only = on`.execute(db());
    expect(await later()).toMatchObject({
      ok: false,
      checks: { store: "failing" },
      reason: "The store cannot be written",
    });
    await sql`pragma query_only = off`.execute(db());
  });

  it("needs keys that open the store, and is asked of the store once a moment", async () => {
    installKeyRing(parseKeys(newKeyText().replace(/^[^:]+/, "other"), "test"), { bytes: new Uint8Array(32) });
    expect(await later()).toMatchObject({ ok: false, checks: { keys: "failing" } });
    expect(getReadiness(clock + 1_000)).toBe(getReadiness(clock + 1_500));
  });
});
