import "server-only";
import { newId, nowIso } from "#lib/core/ids.ts";
import { logError } from "#lib/core/log.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { leaseEnd } from "#lib/store/db/lease.ts";
import { outsideViews } from "#lib/store/db/view.ts";
import { appendEvent, type NewEvent } from "./append.ts";
import type { Verdict } from "./chain-walk.ts";
import type { Checkpoint } from "./checkpoint-format.ts";
import { filedCheckpoints } from "./keep-checkpoint.ts";
import { readFirst, readHead } from "./rows.ts";
import { verifyLog } from "./verify.ts";

const LEASE_MS = 30_000;
const TELL_EVERY_MS = 500;
const KEPT = 20;

const running = () => perProcess("audit-checks", () => new Map<string, Promise<void>>());

/**
 * Begins to verify the whole log beside everything else, or joins a verification that is under way in any process.
 * `kept` is held against it besides the checkpoints in the file. Returns the id of its row, where its progress stands.
 */
export const startCheck = (actor: NewEvent["actor"], kept: readonly Checkpoint[] = []): Promise<string> =>
  outsideViews(async () => {
    const by = actor === "system" ? "system" : actor.id;
    const [head, first] = await Promise.all([readHead(), readFirst()]);
    const total = first ? head.seq - first.seq + 1 : 0;
    const begun = await transact(async (tx) => {
      // Two that begin at once wait for one another here.
      await tx
        .updateTable("audit_head")
        .set((row) => ({ seq: row("seq", "+", 0) }))
        .where("id", "=", 1)
        .execute();
      const other = await findRunning(tx);
      if (other) return { id: other.id, isOurs: false };
      const id = newId();
      const started_at = nowIso();
      await tx
        .insertInto("audit_checks")
        .values({
          ...{ id, started_at, started_by: by, checked: 0, total },
          ...{ verdict: null, ended_at: null, lease_until: leaseEnd(LEASE_MS) },
        })
        .execute();
      await dropOld(tx);
      return { id, isOurs: true };
    });
    if (begun.isOurs) {
      const work = run(begun.id, actor, kept, first?.seq ?? 1)
        .catch((error: unknown) => void logError(error, { at: "audit check" }))
        .finally(() => running().delete(begun.id));
      running().set(begun.id, work);
    }
    return begun.id;
  });

/** Resolves once the verifications of this process have ended. */
export const checksEnded = async (): Promise<void> => void (await Promise.all(running().values()));

const findRunning = (tx: Tx) =>
  tx
    .selectFrom("audit_checks")
    .select("id")
    .where("ended_at", "is", null)
    .where("lease_until", ">", nowIso())
    .limit(1)
    .executeTakeFirst();

async function dropOld(tx: Tx): Promise<void> {
  const oldest = await tx
    .selectFrom("audit_checks")
    .select("id")
    .orderBy("id", "desc")
    .offset(KEPT)
    .limit(1)
    .executeTakeFirst();
  if (oldest) await tx.deleteFrom("audit_checks").where("id", "<=", oldest.id).execute();
}

async function run(
  id: string,
  actor: NewEvent["actor"],
  kept: readonly Checkpoint[],
  first: number,
): Promise<void> {
  let toldAt = performance.now();
  const tell = async (seq: number): Promise<void> => {
    toldAt = performance.now();
    await db()
      .updateTable("audit_checks")
      .set({ checked: seq - first + 1, lease_until: leaseEnd(LEASE_MS) })
      .where("id", "=", id)
      .execute();
  };
  const verdict = await verifyLog([...(await filedCheckpoints()), ...kept], (seq) =>
    performance.now() - toldAt >= TELL_EVERY_MS ? tell(seq) : undefined,
  );
  await transact(async (tx) => {
    await tx
      .updateTable("audit_checks")
      .set({
        ...(verdict.ok ? { checked: verdict.events } : {}),
        ...{ verdict: JSON.stringify(verdict), ended_at: nowIso() },
      })
      .where("id", "=", id)
      .execute();
    await appendEvent(tx, {
      action: "audit.verify",
      actor,
      outcome: verdict.ok ? "done" : "failed",
      facts: factsOf(verdict),
    });
  });
}

const factsOf = (verdict: Verdict): NonNullable<NewEvent["facts"]> =>
  verdict.ok
    ? { events: verdict.events, seq: verdict.head.seq, checkpoints: verdict.agreed }
    : { seq: verdict.seq, reason: verdict.reason };
