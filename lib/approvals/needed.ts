import "server-only";
import { sql } from "kysely";
import type { Viewer } from "#lib/auth/permissions.ts";
import type { ChangeKindName } from "#lib/changes/names.ts";
import type { Line } from "#lib/changes/plan.ts";
import { type Db, db, type Tx } from "#lib/db/connection.ts";
import { outsideViews } from "#lib/db/view.ts";
import { APPROVAL_CODE, APPROVAL_WORDS, TOGETHER_MS } from "./constants.ts";
import { readRules } from "./rules.ts";

/**
 * Changes of this kind that the person made lately, or is making, without anybody's approval: by when they were asked for, and
 * by when they ran, for a batch can be paused, or fail and be tried again, until long after.
 */
async function lately(
  store: Db | Tx,
  userId: string,
  kind: ChangeKindName,
  exceptBatch: string,
): Promise<number> {
  const since = new Date(Date.now() - TOGETHER_MS).toISOString();
  const { n } = await store
    .selectFrom("changes")
    .select(sql<number>`count(*)`.as("n"))
    .where("user_id", "=", userId)
    .where((where) =>
      where.or([
        where("kind", "=", kind),
        // Whom the call found in the team: the journal has the role that they had.
        ...(kind === "member.setRole"
          ? [where.and([where("kind", "=", "member.add"), where("before", "like", '%"role":%')])]
          : []),
      ]),
    )
    .where("batch_id", "!=", exceptBatch)
    .where("state", "not in", ["skipped", "cancelled"])
    .where((where) =>
      where.or([
        where("created_at", ">", since),
        where("started_at", ">", since),
        where("state", "in", ["pending", "running"]),
      ]),
    )
    .where((where) =>
      where.not(
        where.exists(
          where.selectFrom("approvals").select("id").whereRef("approvals.batch_id", "=", "changes.batch_id"),
        ),
      ),
    )
    .executeTakeFirstOrThrow();
  return Number(n);
}

/**
 * Whether these changes of one person need somebody else's approval: more of a kind than its rule allows, with what the
 * person made of it within the last hour. All of the store counts, whoever asks.
 */
export function needsApproval(
  userId: string,
  kinds: readonly ChangeKindName[],
  { store, exceptBatch = "" }: { store?: Tx; exceptBatch?: string } = {},
): Promise<boolean> {
  return outsideViews(async () => {
    const from = store ?? db();
    const rules = await readRules(from);
    for (const { kind, above } of rules) {
      const here = kinds.filter((one) => one === kind).length;
      if (here === 0) continue;
      if (here > above || here + (await lately(from, userId, kind, exceptBatch)) > above) return true;
    }
    return false;
  });
}

/**
 * Makes others who count wait for this transaction: two plans of one person, each below the line and both at once, are one
 * above it. False where nothing is counted.
 */
export async function countAlone(tx: Tx): Promise<boolean> {
  if ((await readRules(tx)).length === 0) return false;
  await tx
    .insertInto("meta")
    .values({ key: "approvals-queue", value: "" })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: "" }))
    .execute();
  return true;
}

/** Adding somebody who is in the team already gives them another role, whatever it is called. */
const isSettingRole = ({ planned, prepared }: Line): boolean =>
  planned.kind === "member.add" && prepared?.described.beforeState?.role !== undefined;

/** The kinds of a plan that would be applied. */
export const kindsOf = (lines: readonly Line[]): ChangeKindName[] =>
  lines.flatMap((line) => {
    if (line.planned.skip || line.planned.refusal) return [];
    return isSettingRole(line) ? ["member.add", "member.setRole"] : [line.planned.kind];
  });

/** A plan with the warning that it needs approval, where it does: a risk like others, to be read and accepted. */
export async function withApproval(viewer: Viewer, lines: readonly Line[]): Promise<Line[]> {
  const first = lines.findIndex(({ planned }) => !planned.skip && !planned.refusal);
  if (first < 0 || !(await needsApproval(viewer.userId, kindsOf(lines)))) return [...lines];
  const warning = { code: APPROVAL_CODE, text: APPROVAL_WORDS, confirm: true };
  return lines.map((line, index) =>
    index === first
      ? { ...line, planned: { ...line.planned, warnings: [...line.planned.warnings, warning] } }
      : line,
  );
}
