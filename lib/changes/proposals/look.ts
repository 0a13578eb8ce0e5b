import "server-only";
import { planJudged } from "#lib/changes/approvals/needed.ts";
import { tokenOfRow } from "#lib/changes/journal/tokens.ts";
import { stretchOf, type WholePlan, wholePlan } from "#lib/changes/plan/lines.ts";
import { keepLong, keyOf, longPlan } from "#lib/changes/plan/pages.ts";
import { sayWhose } from "#lib/changes/plan/people.ts";
import { readRosterFile } from "#lib/changes/roster/file.ts";
import { brakesOfFile } from "#lib/changes/roster/file-brakes.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { type Resolved, resolveProposal } from "./resolve.ts";
import type { Proposal, StoredPlan } from "./schema.ts";
import { becameOf, type Given, type PlanRow, planKindOf, proposalOf, readPlan, storePlan } from "./stored.ts";

const FORMER = "a former user";

/** What stands beside the changes of a plan. */
type Beside = Pick<StoredPlan, "findings" | "brakes">;

/** Plans what a program asks for and keeps it. Throws as `resolveProposal` and `prepareLines`; nothing is kept then. */
export async function makePlan(viewer: Viewer, given: Given, proposal: Proposal): Promise<StoredPlan> {
  const resolved = await resolveProposal(viewer, proposal);
  const { whole, beside } = await planned(viewer, resolved);
  const plan = stretchOf(whole);
  const row = await storePlan(viewer, given, { kind: resolved.kind, digest: plan.digest });
  keepLong(nameOf(viewer, row.id), whole, beside);
  return { ...(await about(viewer, row)), isStale: false, became: null, ...beside, plan };
}

/**
 * A plan that is kept, planned anew with the rights of whoever looks: its lines from `offset` on where it is long. Whoever goes on
 * with a long one gets lines of the same plan, where this process still has it. Throws NOT_FOUND, FORBIDDEN, CONFLICT.
 */
export async function lookAtPlan(viewer: Viewer, id: string, offset = 0): Promise<StoredPlan> {
  const row = await readPlan(viewer, id);
  const name = nameOf(viewer, id);
  const known = offset > 0 ? longPlan(name) : undefined;
  const { plan, beside } = known
    ? { plan: stretchOf(known.whole, offset), beside: known.beside as Beside }
    : await planAgain(viewer, row, { name, offset });
  const became = await becameOf(row);
  return {
    ...(await about(viewer, row)),
    ...{ isStale: plan.digest !== row.digest, ...beside, plan },
    became: became
      ? { batchId: became.batchId, approvalId: became.approvalId, scheduleId: became.scheduleId }
      : null,
  };
}

async function planAgain(viewer: Viewer, row: PlanRow, { name, offset }: { name: string; offset: number }) {
  const { whole, beside } = await planned(viewer, await resolveProposal(viewer, await proposalOf(row)));
  keepLong(name, whole, beside);
  return { plan: stretchOf(whole, offset), beside };
}

/** With the token's own scopes, which may be fewer than its owner's other token has. */
const nameOf = (viewer: Viewer, planId: string): string =>
  keyOf(viewer, { planId, tokenId: viewer.token?.id ?? null });

/** What is asked for as a plan, and what was found beside its changes. */
async function planned(viewer: Viewer, resolved: Resolved): Promise<{ whole: WholePlan; beside: Beside }> {
  const { wanted, roster } = resolved;
  const read = roster && (await readRosterFile(roster));
  const asked = read ? { source: wanted.source, lines: read.changes } : wanted;
  const { lines } = await planJudged(viewer, asked, { ask: "first" });
  await sayWhose(lines);
  return {
    whole: wholePlan(lines),
    beside: {
      findings: [...resolved.findings, ...(read?.findings ?? [])],
      brakes: roster ? await brakesOfFile(viewer, roster, lines) : [],
    },
  };
}

/** What a plan's row says by itself. */
async function about(viewer: Viewer, row: PlanRow) {
  const [user, token] = await Promise.all([
    db().selectFrom("users").select(["name", "email"]).where("id", "=", row.user_id).executeTakeFirst(),
    tokenOfRow(row),
  ]);
  return {
    ...{ id: row.id, kind: planKindOf(row), createdAt: row.created_at, expiresAt: row.expires_at },
    by: { name: user ? user.name || user.email : FORMER, email: user?.email ?? "" },
    ...(token ? { token: { name: token.name, kind: token.kind } } : {}),
    isMine: row.user_id === viewer.userId,
  };
}
