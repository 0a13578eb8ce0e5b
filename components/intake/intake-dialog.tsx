"use client";

import { type ReactNode, useState } from "react";
import { ConsoleInvitations } from "#components/intake/console-invitations.tsx";
import { LineFindings } from "#components/intake/line-findings.tsx";
import { ReadingSummary } from "#components/intake/reading-summary.tsx";
import type { Intake } from "#components/intake/use-intake.ts";
import { changesIn, useReading } from "#components/intake/use-reading.ts";
import { useShown } from "#components/intake/use-shown.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { Link } from "#components/ui/link.tsx";
import { Note } from "#components/ui/note.tsx";
import type { LineFinding, Reading } from "#lib/changes/intake/schema.ts";
import type { PlanSource } from "#lib/changes/sources/schema.ts";

const ReviewDialog = lazyPart(() =>
  import("#components/changes/review-dialog.tsx").then((m) => m.ReviewDialog),
);

/** A list or a file: checked, read line by line, planned, applied. It stays open where people remain to be invited by hand. */
export function IntakeDialog<Choice extends { uploadId: string }>({
  intake,
  title,
  lede,
  hint,
  choice,
  read,
  sourceOf,
  removesOthers = false,
  choose,
  onClose,
  children,
}: {
  intake: Intake;
  title: string;
  lede: string;
  hint?: ReactNode;
  /** What was sent, and how it is to be taken; undefined before it was sent. */
  choice: Choice | undefined;
  read: (choice: Choice, signal: AbortSignal) => Promise<Reading>;
  sourceOf: (choice: Choice) => PlanSource;
  removesOthers?: boolean;
  /** What can be chosen for a single line. */
  choose?: (finding: LineFinding) => ReactNode;
  onClose: () => void;
  children: ReactNode;
}) {
  const [isReviewing, setReviewing] = useState(false);
  const [batchId, setBatchId] = useState<string>();
  const { reading, isPending, error } = useReading(choice, read, batchId !== undefined);
  const found = useShown(reading && choice?.uploadId);
  const canReview = reading !== undefined && changesIn(reading) > 0 && !batchId;
  const isByHand = reading !== undefined && reading.byConsole.length > 0;

  const started = (id: string) => {
    intake.release();
    if (!isByHand) return onClose();
    setReviewing(false);
    setBatchId(id);
  };
  return (
    <>
      <Dialog
        open
        wide
        onClose={onClose}
        title={title}
        lede={lede}
        onSubmit={() => (canReview ? setReviewing(true) : void intake.send())}
        footer={
          <>
            <FootNote>{hint}</FootNote>
            <Button size="lg" onClick={onClose}>
              {batchId ? "Close" : "Cancel"}
            </Button>
            {!batchId && (
              <Button
                size="lg"
                variant="primary"
                type="submit"
                pending={intake.progress !== undefined || isPending}
              >
                {canReview ? "Review plan" : "Check"}
              </Button>
            )}
          </>
        }
      >
        {batchId ? (
          <Note>
            The plan is being carried out.{" "}
            <Link className="link" href={`/activity/batches/${encodeURIComponent(batchId)}`}>
              Open batch
            </Link>
          </Note>
        ) : (
          children
        )}
        {error && <Note tone="danger">{error}</Note>}
        {reading && !batchId && (
          <div ref={found} tabIndex={-1} className="flex scroll-mt-3 flex-col gap-3.5 outline-none">
            <ReadingSummary reading={reading} removesOthers={removesOthers} />
            <LineFindings reading={reading} {...(choose ? { choose } : {})} />
          </div>
        )}
        {reading?.byConsole.map((list) => (
          <ConsoleInvitations key={list.teamId} list={list} />
        ))}
      </Dialog>
      {isReviewing && choice && (
        <ReviewDialog
          changes={undefined}
          source={sourceOf(choice)}
          name={title}
          onClose={() => setReviewing(false)}
          onStarted={started}
          {...(isByHand ? { onApplied: () => {} } : {})}
        />
      )}
    </>
  );
}
