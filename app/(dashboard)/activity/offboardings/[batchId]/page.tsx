import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { Checklist } from "#components/offboarding/checklist.tsx";
import { ExposedSecrets } from "#components/offboarding/exposed-secrets.tsx";
import { HandoversTable } from "#components/offboarding/handovers-table.tsx";
import { LookedAgain } from "#components/offboarding/looked-again.tsx";
import { RemovalsTable } from "#components/offboarding/removals-table.tsx";
import { StillInTable } from "#components/offboarding/still-in-table.tsx";
import { UnreachedNote } from "#components/offboarding/unreached-note.tsx";
import { LiveRefresh } from "#components/overview/live-refresh.tsx";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { Facts } from "#components/ui/facts.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { SectionHead } from "#components/ui/section-head.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { getOffboarding } from "#lib/changes/offboarding/data.ts";
import type { Offboarding } from "#lib/changes/offboarding/schema.ts";
import { AppError } from "#lib/core/errors.ts";
import { can } from "#lib/core/permissions.ts";

type Props = { params: Promise<{ batchId: string }> };
const LIVE_MS = 1_500;
const CALM_MS = 20_000;

const read = cache(async (batchId: string): Promise<Offboarding> => {
  return asPageViewer("activity.read", async (viewer) => {
    try {
      return await getOffboarding(viewer, batchId);
    } catch (error) {
      if (error instanceof AppError && error.code === "NOT_FOUND") notFound();
      throw error;
    }
  });
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Offboarding of ${(await read((await params).batchId)).label}` };
}

/** What the whole of it comes to, in a sentence that claims nothing that was not read back. */
function verdict({ removals, stillIn, isFinished }: Offboarding): {
  words: string;
  tone: "" | "text-warn" | "text-danger";
} {
  const count = (...states: string[]) => removals.filter((removal) => states.includes(removal.state)).length;
  const gone = count("gone");
  const bad = count("still-there", "not-done");
  const open = count("unknown", "requested");
  if (!isFinished) return { words: "Still running.", tone: "" };
  if (bad > 0) return { words: `${bad} of ${removals.length} removals did not happen.`, tone: "text-danger" };
  if (open > 0)
    return {
      words: `${gone} of ${removals.length} are gone; ${open} cannot be called done.`,
      tone: "text-warn",
    };
  if (gone < removals.length)
    return { words: `${gone} of ${removals.length} are read back so far.`, tone: "" };
  if (stillIn.length > 0)
    return {
      words: `Gone from ${removals.length}, read back after it; still in ${stillIn.length}.`,
      tone: "text-warn",
    };
  return { words: `Gone from all ${removals.length}, read back after it.`, tone: "" };
}

export default async function OffboardingPage({ params }: Props) {
  return asPageViewer("activity.read", async (viewer) => {
    const offboarding = await read((await params).batchId);
    const { words, tone } = verdict(offboarding);
    const isLive =
      !offboarding.isFinished ||
      offboarding.removals.some(({ state }) => state === "confirming" || state === "waiting");
    const receipt = `/api/offboarding/${encodeURIComponent(offboarding.batchId)}/receipt`;
    return (
      <Screen>
        <LiveRefresh everyMs={isLive ? LIVE_MS : CALM_MS} />
        <PageHeader
          up={{ href: "/activity/offboardings", label: "Offboardings" }}
          title={
            <>
              Offboarding of <bdi>{offboarding.label}</bdi>
            </>
          }
          actions={
            <>
              <a className={buttonClasses({ variant: "plain" })} href={`${receipt}?format=csv`} download>
                <Icon name="file" />
                Receipt
              </a>
              <a className={buttonClasses({ variant: "plain" })} href={receipt} download>
                JSON
              </a>
              <a
                className={buttonClasses({ variant: "plain" })}
                href={`/activity/offboardings/${encodeURIComponent(offboarding.batchId)}/receipt`}
                target="_blank"
                rel="noopener"
              >
                Print
              </a>
            </>
          }
        />
        <Facts>
          <span className={tone || undefined} role="status">
            {words}
          </span>
          {offboarding.email && <bdi>{offboarding.email}</bdi>}
          <span>
            <span>
              begun by <bdi>{offboarding.createdBy}</bdi>, <TimeAgo at={offboarding.createdAt} />
            </span>
          </span>
          <Link className="link" href={`/activity/batches/${encodeURIComponent(offboarding.batchId)}`}>
            Open batch
          </Link>
        </Facts>
        <ScrollArea isStacked>
          {offboarding.unreached.length > 0 && (
            <div className="px-gutter pb-3">
              <UnreachedNote unreached={offboarding.unreached} />
            </div>
          )}
          <HandoversTable handovers={offboarding.handovers} />
          <SectionHead title="Taken out of" count={offboarding.removals.length} />
          <RemovalsTable removals={offboarding.removals} />
          <StillInTable places={offboarding.stillIn} />
          <LookedAgain offboarding={offboarding} />
          {offboarding.checklist.length > 0 && (
            <>
              <SectionHead
                title="To be done by hand"
                count={offboarding.checklist.filter((item) => !item.doneAt).length}
              />
              <Checklist
                batchId={offboarding.batchId}
                items={offboarding.checklist}
                mayTick={can(viewer, "offboarding.tick")}
              />
            </>
          )}
          {offboarding.secrets.length > 0 && (
            <ExposedSecrets secrets={offboarding.secrets} mayRotate={can(viewer, "secret.rotate")} />
          )}
        </ScrollArea>
      </Screen>
    );
  });
}
