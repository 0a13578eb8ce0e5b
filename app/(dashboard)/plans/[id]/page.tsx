import type { Metadata } from "next";
import { NoPlan } from "#components/proposals/no-plan.tsx";
import { ProposalScreen } from "#components/proposals/proposal-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { nameOfPlan } from "#lib/changes/journal/batch-name.ts";
import { lookAtPlan } from "#lib/changes/proposals/look.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { AppError } from "#lib/core/errors.ts";

export const metadata: Metadata = { title: "Plan" };

/** What is refused is said on the page: whoever follows a link from outside learns why there is nothing to see. */
export default async function PlanPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return asPageViewer("team.read", async (viewer) => {
    const looked = await lookAtPlan(viewer, id).catch((error: unknown) => {
      if (error instanceof AppError) return error;
      throw error;
    });
    if (!(looked instanceof AppError))
      return <ProposalScreen key={looked.plan.digest} stored={looked} name={nameOfPlan(looked.plan)} />;
    const { code, reason } = looked;
    const why = code === "NOT_FOUND" ? undefined : errorWords({ code, ...(reason ? { reason } : {}) });
    return <NoPlan why={why} />;
  });
}
