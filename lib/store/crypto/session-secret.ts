import "server-only";
import { randomBytes } from "node:crypto";
import { nowIso } from "#lib/core/ids.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { installSecret, type SealBinding, seal, unseal } from "./key-ring.ts";
import { KEY_BYTES } from "./keys.ts";
import { SESSION_ROW } from "./sealed-columns.ts";

const BINDING: SealBinding = { table: "meta", column: "value", row: SESSION_ROW };

type Stored = { secret: string; since: string };

const seen = () => perProcess("session-secret-seen", (): { sealed?: string } => ({}));

const readSealed = async (): Promise<string | undefined> =>
  (await db().selectFrom("meta").select("value").where("key", "=", SESSION_ROW).executeTakeFirst())?.value;

const open = async (sealed: string): Promise<Stored> => JSON.parse(await unseal(sealed, BINDING)) as Stored;

/**
 * Puts the sessions' secret in use that the store holds. Until it is first rotated there is none, and the one that is
 * derived from the key ring counts.
 */
export async function refreshSessionSecret(): Promise<void> {
  const sealed = await readSealed();
  if (sealed === undefined || sealed === seen().sealed) return;
  installSecret("session", new Uint8Array(Buffer.from((await open(sealed)).secret, "base64")));
  seen().sealed = sealed;
}

/** When the sessions' secret was last rotated; undefined where it never was. */
export async function sessionSecretSince(): Promise<string | undefined> {
  const sealed = await readSealed();
  return sealed === undefined ? undefined : (await open(sealed)).since;
}

/**
 * Makes a new secret for session cookies and browser marks, and ends every session. Nothing that the old one signed is
 * accepted any more: at once where a session is looked up, and within seconds everywhere, when each process has read the
 * new one. Returns how many sessions were live.
 */
export async function rotateSessionSecret(): Promise<number> {
  const since = nowIso();
  const secret = randomBytes(KEY_BYTES).toString("base64");
  const value = await seal(JSON.stringify({ secret, since } satisfies Stored), BINDING);
  const ended = await transact(async (tx) => {
    await tx
      .insertInto("meta")
      .values({ key: SESSION_ROW, value })
      .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
      .execute();
    const sessions = await tx
      .updateTable("sessions")
      .set({ ended_at: since })
      .where("ended_at", "is", null)
      .where("expires_at", ">", since)
      .executeTakeFirst();
    const count = Number(sessions.numUpdatedRows);
    await appendEvent(tx, {
      action: "keys.rotateSession",
      actor: "system",
      outcome: "done",
      facts: { endedSessions: count, by: "command line" },
    });
    return count;
  });
  await refreshSessionSecret();
  return ended;
}
