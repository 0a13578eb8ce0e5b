import "server-only";
import { actorOf } from "#lib/access/auth/actor.ts";
import { nowIso } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { type Db, db, type Tx, transact } from "#lib/store/db/connection.ts";
import { DEFAULT_HOURS } from "./constants.ts";
import type { ApprovalRule, SetRules } from "./schema.ts";

const HOURS_KEY = "approval.hours";

/** What needs approval; empty: nothing does. */
export const readRules = (store: Db | Tx = db()): Promise<ApprovalRule[]> =>
  store.selectFrom("approval_rules").select(["kind", "above"]).orderBy("kind").execute();

/** Hours that a request waits. */
export async function readHours(): Promise<number> {
  const row = await db().selectFrom("meta").select("value").where("key", "=", HOURS_KEY).executeTakeFirst();
  return Number(row?.value ?? DEFAULT_HOURS);
}

/** Sets what needs approval; requests that wait keep waiting, and their own time. */
export async function setRules(viewer: Viewer, { rules, hours }: SetRules): Promise<void> {
  await transact(async (tx) => {
    const before = await readRules(tx);
    await tx.deleteFrom("approval_rules").execute();
    const byKind = new Map(rules.map((rule) => [rule.kind, rule]));
    if (byKind.size > 0)
      await tx
        .insertInto("approval_rules")
        .values([...byKind.values()].map((rule) => ({ ...rule, updated_at: nowIso() })))
        .execute();
    await tx
      .insertInto("meta")
      .values({ key: HOURS_KEY, value: String(hours) })
      .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: String(hours) }))
      .execute();
    const said = (some: readonly ApprovalRule[]) => some.map(({ kind, above }) => `${kind} above ${above}`);
    await appendEvent(tx, {
      action: "approval.setRules",
      actor: actorOf(viewer),
      outcome: "done",
      facts: { before: said(before), after: said([...byKind.values()]), hours },
    });
  });
}
