"use client";

import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { ConsoleInvitations } from "#components/intake/console-invitations.tsx";
import { IntakeField } from "#components/intake/intake-field.tsx";
import { LineFindings } from "#components/intake/line-findings.tsx";
import { ReadingSummary } from "#components/intake/reading-summary.tsx";
import { useIntake } from "#components/intake/use-intake.ts";
import { changesIn, useReading } from "#components/intake/use-reading.ts";
import { Button } from "#components/ui/button.tsx";
import { CheckField } from "#components/ui/check-field.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { Note } from "#components/ui/note.tsx";
import { askRoster } from "#lib/changes/intake/queries.ts";

const ReviewDialog = lazyPart(() =>
  import("#components/changes/review-dialog.tsx").then((m) => m.ReviewDialog),
);

/** "Import roster": a table of e-mail, team and role; what differs from what is there becomes a plan. */
export function ImportRoster({ onClose }: { onClose: () => void }) {
  const intake = useIntake("roster");
  const queryClient = useQueryClient();
  const [removeOthers, setRemoveOthers] = useState(false);
  const [isReviewing, setReviewing] = useState(false);
  const [batchId, setBatchId] = useState<string>();
  const choice = intake.uploadId ? { uploadId: intake.uploadId, removeOthers } : undefined;
  const { reading, isPending, error } = useReading(choice, askRoster);
  const count = reading ? changesIn(reading) : 0;
  const isBusy = intake.progress !== undefined || isPending;
  const canReview = reading !== undefined && count > 0 && !batchId;

  const started = (id: string) => {
    intake.release();
    void queryClient.invalidateQueries();
    if (!reading || reading.byConsole.length === 0) return onClose();
    setReviewing(false);
    setBatchId(id);
  };
  return (
    <>
      <Dialog
        open
        wide
        onClose={onClose}
        title="Import roster"
        lede="A table with e-mail, team and role. Nothing is changed before you have seen the plan."
        onSubmit={() => (canReview ? setReviewing(true) : void intake.send())}
        footer={
          <>
            <span className="hint">
              <a className="link" href="/api/people/roster.csv" download>
                Export the roster as it is
              </a>
            </span>
            <Button size="lg" onClick={onClose}>
              {batchId ? "Close" : "Cancel"}
            </Button>
            {!batchId && (
              <Button size="lg" variant="primary" type="submit" pending={isBusy}>
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
          <>
            <IntakeField
              intake={intake}
              label="Roster"
              hint="With the headings e-mail, team and role. A team is “Vendor / Team name”, or its name where it is the only one."
            />
            <CheckField
              label="Remove people who are not in the roster"
              hint="From the teams that the roster names, and from no others."
              checked={removeOthers}
              onChange={setRemoveOthers}
            />
          </>
        )}
        {error && <Note tone="danger">{error}</Note>}
        {reading && !batchId && (
          <>
            <ReadingSummary reading={reading} removesOthers={removeOthers} />
            <LineFindings reading={reading} />
          </>
        )}
        {reading?.byConsole.map((list) => (
          <ConsoleInvitations key={list.teamId} list={list} />
        ))}
      </Dialog>
      {isReviewing && choice && (
        <ReviewDialog
          changes={undefined}
          source={{ kind: "roster", ...choice }}
          name="Import roster"
          onClose={() => setReviewing(false)}
          onStarted={started}
          {...(reading && reading.byConsole.length > 0 ? { onApplied: () => {} } : {})}
        />
      )}
    </>
  );
}
