"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { PlanConsent, usePlanConsent } from "#components/changes/plan-consent.tsx";
import { PlanList } from "#components/changes/plan-list.tsx";
import { countOf, PlanNotes, planSummary, planTime } from "#components/changes/plan-notes.tsx";
import { PlanSaid } from "#components/changes/plan-said.tsx";
import { tokenOwnerOnce } from "#components/changes/token-owner.ts";
import { HelpLink } from "#components/help/help-link.tsx";
import { Became } from "#components/proposals/became.tsx";
import { FileFindings } from "#components/proposals/file-findings.tsx";
import { Button } from "#components/ui/button.tsx";
import { LocalTime } from "#components/ui/local-time.tsx";
import { Note } from "#components/ui/note.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { newSubmissionKey } from "#lib/access/action/submission-key.ts";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { APPROVAL_CODE } from "#lib/changes/approvals/constants.ts";
import { applyPlanAction } from "#lib/changes/proposals/actions.ts";
import { storedPlanOptions } from "#lib/changes/proposals/queries.ts";
import type { StoredPlan } from "#lib/changes/proposals/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { byToken } from "#lib/core/token-words.ts";

/** A plan that a program asked for, as it stands now: what the review dialog shows, and who asked. */
export function ProposalScreen({ stored, name }: { stored: StoredPlan; name: string }) {
  const { plan, became, brakes, by, token, isMine } = stored;
  const router = useRouter();
  const [key] = useState(() => newSubmissionKey());
  const pages = useInfiniteQuery(storedPlanOptions(stored));
  const consent = usePlanConsent(plan);
  const applying = useActionMutation(applyPlanAction, {
    onSuccess: (applied) => {
      if (applied.status === "accepted")
        router.push(`/activity/batches/${encodeURIComponent(applied.batchId)}`);
      else router.refresh();
    },
    // Another plan by now, or an answer that was lost: the page says what holds.
    onError: () => router.refresh(),
  });
  const { lines, said } = tokenOwnerOnce(pages.data.pages.flatMap((page) => page.plan.changes));
  const count = plan.counts.apply;
  const summary = planSummary(plan.counts);
  const approval = plan.risks.find(({ code }) => code === APPROVAL_CODE);
  const isOpen = became === null && count > 0;
  const mayApply = isOpen && isMine && brakes.length === 0;
  const more = pages.hasNextPage && !pages.isFetchingNextPage ? () => void pages.fetchNextPage() : undefined;
  const apply = () => {
    if (applying.isPending || !consent.check()) return;
    applying.mutate({
      ...{ key, planId: stored.id, digest: plan.digest, leaveOut: true },
      acknowledged: plan.risks.map(({ code }) => code),
    });
  };
  return (
    <Screen>
      <PageHeader
        title={<bdi>{name}</bdi>}
        up={{ href: "/activity/batches", label: "Batches" }}
        actions={<HelpLink topic="plans" />}
      />
      <ScrollArea hasLine>
        <form
          className="flex max-w-172 flex-col gap-3.5 px-gutter py-4 [&_summary]:px-0 [&_ul_li]:px-0"
          aria-label="Apply this plan"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (mayApply) apply();
          }}
        >
          <p className="text-muted">
            Planned by <bdi className="text-text">{byToken(by.name, token)}</bdi>,{" "}
            <TimeAgo at={stored.createdAt} />.
            {became === null && (
              <>
                {" "}
                Nothing has been changed yet; it is kept until <LocalTime at={stored.expiresAt} />.
              </>
            )}
            {became === null && token?.kind === "agent" && " An agent cannot apply anything itself."}
          </p>
          {became && <Became became={became} />}
          {became === null && stored.isStale && (
            <Note tone="warn">
              <p>It comes to something else than when it was made. This is the plan now.</p>
            </Note>
          )}
          {became === null && brakes.length > 0 && (
            <Note tone="danger">
              <p>
                Nothing of it is applied while {brakes.length === 1 ? "this stands" : "these stand"}. Mend the
                roster, or allow it there by name, and plan again.
              </p>
              {brakes.map(({ code, team, text }) => (
                <p key={`${code} ${team}`}>
                  <bdi>{text}</bdi> <code className="mono text-muted">{code}</code>
                </p>
              ))}
            </Note>
          )}
          <FileFindings findings={stored.findings} />
          {summary && <p className="font-medium">{summary}</p>}
          <PlanSaid said={said} />
          <PlanList lines={lines} skipped={plan.counts.skipped} more={more} />
          <PlanNotes plan={plan} />
          {isOpen && approval && (
            <Note tone="warn">
              <p>
                <bdi>{approval.text}</bdi>: until then nothing is changed.
              </p>
            </Note>
          )}
          {mayApply && <PlanConsent shown={consent.shown} />}
          {isOpen && !isMine && (
            <p className="text-muted">
              Only <bdi>{by.name}</bdi>, whose token asked for it, can apply it.
            </p>
          )}
          {applying.error && <Note tone="danger">{errorWords(applying.error.error)}</Note>}
          {mayApply && (
            <div className="flex flex-wrap items-center justify-end gap-2">
              <span className="flex-1 text-small text-muted max-sm:flex-[1_0_100%]">{planTime(plan)}</span>
              <Button
                size="lg"
                className="max-sm:w-full"
                variant={plan.harm ? "danger" : "primary"}
                type="submit"
                pending={applying.isPending}
              >
                {approval ? "Ask for approval" : `Apply ${countOf(count, "change")}`}
              </Button>
            </div>
          )}
        </form>
      </ScrollArea>
    </Screen>
  );
}
