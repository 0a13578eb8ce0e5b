import "server-only";
import { recordRefusal } from "#lib/access/auth/refusal.ts";
import { planOffboarding } from "#lib/changes/offboarding/plan.ts";
import type { RosterFile, RosterFinding } from "#lib/changes/roster/schema.ts";
import type { Submission } from "#lib/changes/schema.ts";
import { AppError } from "#lib/core/errors.ts";
import { can, type Permission, type Viewer } from "#lib/core/permissions.ts";
import { lackWords } from "#lib/core/token-words.ts";
import type { PlanKind, Proposal } from "./schema.ts";

/** What a proposal is for the planner and for whoever applies it. */
export type Resolved = {
  kind: PlanKind;
  wanted: Pick<Submission, "changes" | "source" | "offboards">;
  findings: RosterFinding[];
  /** Read once for who looks: its lines and findings come of one reading. */
  roster?: RosterFile;
};

/** What choosing rows tells of them: who may not read a list chooses nothing of it. */
async function require(viewer: Viewer, permission: Permission, ...others: Permission[]): Promise<void> {
  if ([permission, ...others].some((one) => can(viewer, one))) return;
  await recordRefusal(viewer, permission);
  throw new AppError("FORBIDDEN", {
    reason: lackWords(viewer.token, permission) ?? "Your role does not allow this. Ask an admin.",
  });
}

/** What is asked for, as it comes to now. Throws FORBIDDEN, INVALID_INPUT, NOT_FOUND. */
export async function resolveProposal(viewer: Viewer, asked: Proposal): Promise<Resolved> {
  const none = { findings: [] };
  if (asked.changes) return { kind: "changes", wanted: { changes: asked.changes }, ...none };
  if (asked.filter) {
    await require(viewer, asked.filter.of === "secrets" ? "secret.read" : "member.read");
    return { kind: "filter", wanted: { source: sourceOf(asked.filter) }, ...none };
  }
  if (asked.undo) {
    await require(viewer, "activity.read");
    return { kind: "undo", wanted: { source: { kind: "undo", batchId: asked.undo.batchId } }, ...none };
  }
  if (asked.roster) {
    await require(viewer, "member.read", "member.export");
    const { roster } = asked;
    return { kind: "roster", wanted: { source: { kind: "rosterFile", roster } }, roster, ...none };
  }
  if (asked.offboarding) return resolveOffboarding(viewer, asked.offboarding);
  throw new AppError("INVALID_INPUT", { reason: "Nothing is asked for" });
}

function sourceOf(filter: NonNullable<Proposal["filter"]>): NonNullable<Submission["source"]> {
  switch (filter.of) {
    case "members": {
      const { of: kind, ...chosen } = filter;
      return { kind, ...chosen };
    }
    case "people": {
      const { of: kind, ...chosen } = filter;
      return { kind, ...chosen };
    }
    case "secrets": {
      const { of: kind, ...chosen } = filter;
      return { kind, ...chosen };
    }
  }
}

async function resolveOffboarding(
  viewer: Viewer,
  { personId, ...choices }: NonNullable<Proposal["offboarding"]>,
): Promise<Resolved> {
  await require(viewer, "offboarding.begin");
  const planned = await planOffboarding(personId, choices);
  if (planned.undecided.length > 0)
    throw new AppError("INVALID_INPUT", {
      reason: `Say who owns ${planned.undecided[0]?.teamName} next (heirs), or that nobody does (unowned)`,
      fields: Object.fromEntries(
        planned.undecided.map(({ teamId, teamName }) => [
          `offboarding.heirs.${teamId}`,
          [`They own ${teamName} alone: name somebody in heirs, or the team in unowned`],
        ]),
      ),
    });
  const quiet = (where: string, text: string): RosterFinding => ({ where, text, tone: "quiet" });
  return {
    kind: "offboarding",
    wanted: { changes: planned.changes, offboards: { personId, unreached: [] } },
    findings: [
      ...planned.stays.map((text) => quiet("They stay", text)),
      ...planned.checklist.map(({ words }) => quiet("By hand", words)),
      ...(planned.exposedSecrets > 0
        ? [quiet("Secrets", `${planned.exposedSecrets} that they could have read are to be rotated`)]
        : []),
    ],
  };
}
