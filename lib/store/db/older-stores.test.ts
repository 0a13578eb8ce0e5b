import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findViewer } from "#lib/access/auth/sessions.ts";
import { parseEnv, replaceEnv } from "#lib/core/env.ts";
import { startStore, stopStore } from "#lib/jobs/start-store.ts";
import { canonicalJson, chainHash, GENESIS_HASH } from "#lib/store/audit/chain.ts";
import { verifyLog } from "#lib/store/audit/verify.ts";
import { forgetKeyRing } from "#lib/store/crypto/key-ring.ts";
import { newKeyText } from "#lib/store/crypto/keys.ts";
import { db, dialect } from "./connection.ts";
import { migrate } from "./migrate.ts";
import { MIGRATIONS } from "./migrations/all.ts";

const NAMES = Object.keys(MIGRATIONS);
/** From the one that made the journal on: a store before it held nothing that could be lost. */
const OLDER = NAMES.slice(NAMES.indexOf("0005-journal"), -1);
const AT = "2026-01-02T03:04:05.000Z";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "rollcall-older-"));
  replaceEnv(
    parseEnv({ ROLLCALL_LOG_LEVEL: "silent", ROLLCALL_DATA_DIR: folder, ROLLCALL_KEYS: newKeyText() }),
  );
});
afterEach(async () => {
  await stopStore();
  forgetKeyRing();
  await rm(folder, { recursive: true, force: true });
});

/** Rows by the columns that every version since the journal has had. */
const insert = (table: string, row: Record<string, string | number>) =>
  sql`insert into ${sql.table(table)} (${sql.join(Object.keys(row).map((name) => sql.ref(name)))})
    values (${sql.join(Object.values(row))})`.execute(db());

async function writeEvents(count: number): Promise<void> {
  let hash = GENESIS_HASH;
  for (let seq = 1; seq <= count; seq++) {
    const row = { seq, id: `event-${seq}`, at: AT, action: "user.update", actor: "u1", outcome: "done" };
    const none = { connection_id: null, team_id: null, change_id: null, batch_id: null };
    const body = canonicalJson({ ...row, ...none, facts: { seq }, personal_digest: null });
    const next = chainHash(hash, body);
    await insert("events", { ...row, body, search_key: "user.update", prev_hash: hash, hash: next });
    hash = next;
  }
  await sql`update audit_head set seq = ${count}, hash = ${hash} where id = 1`.execute(db());
}

describe("a store that an older version left", () => {
  it.each(OLDER)("at %s opens, keeps users, sessions and the journal, and its log verifies", async (name) => {
    const until = NAMES.slice(0, NAMES.indexOf(name) + 1);
    await migrate(db(), dialect(), Object.fromEntries(Object.entries(MIGRATIONS).slice(0, until.length)));
    const when = { created_at: AT, updated_at: AT };
    await insert("users", {
      id: "u1",
      email: "ada@halden.example",
      email_key: "ada@halden.example",
      name: "Ada",
      role: "admin",
      ...when,
    });
    const now = new Date();
    const later = new Date(now.getTime() + 86_400_000).toISOString();
    const seen = { created_at: now.toISOString(), last_seen_at: now.toISOString(), expires_at: later };
    await insert("sessions", {
      id: "s1",
      user_id: "u1",
      user_agent: "Firefox",
      address: "192.0.2.1",
      ...seen,
    });
    const batch = { id: "b1", user_id: "u1", name: "Old", idempotency_key: "k1", payload_digest: "d" };
    await insert("batches", { ...batch, size: 1, state: "finished", created_at: AT, finished_at: AT });
    const change = { id: "c1", batch_id: "b1", seq: 0, kind: "team.rename", connection_id: "x", target: "t" };
    const words = { user_id: "u1", input: "{}", description: "{}", acknowledged: "[]", state: "done" };
    await insert("changes", { ...change, ...words, created_at: AT });
    await writeEvents(3);
    await stopStore();

    await startStore();
    expect(await findViewer("s1")).toMatchObject({ userId: "u1", name: "Ada", role: "admin" });
    expect(await verifyLog()).toMatchObject({ ok: true });
    const rows = await db().selectFrom("changes").select(["id", "state"]).execute();
    expect(rows).toEqual([{ id: "c1", state: "done" }]);
  });
});
