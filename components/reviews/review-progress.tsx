"use client";

import { Button } from "#components/ui/button.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { LocalTime } from "#components/ui/local-time.tsx";
import { Progress } from "#components/ui/progress.tsx";
import { Cell, Row, Table } from "#components/ui/table.tsx";
import type { Review, ReviewerProgress } from "#lib/changes/reviews/schema.ts";
import { grouped } from "#lib/core/grouped.ts";

const COLUMNS = [
  { label: "Reviewer" },
  { label: "E-mail", width: 280 },
  { label: "Decided", width: 140 },
  { label: "Note", width: 260 },
  { label: "Delegate", width: 108, isHidden: true },
] as const;

const PARTS = [
  { of: "keep", className: "bg-accent" },
  { of: "change", className: "bg-warn" },
  { of: "remove", className: "bg-danger" },
] as const;

/** How far a review is, in words and as a bar. */
export function ReviewProgress({ review }: { review: Review }) {
  const { total, decided, counts, frozenAt } = review;
  const words = `${grouped(decided)} of ${grouped(total)} decided`;
  return (
    <>
      <Progress words={words} note={review.isOverdue ? "overdue" : ""} done={decided} of={total}>
        {PARTS.filter(({ of }) => counts[of] > 0).map(({ of, className }) => (
          <span key={of} className={className} style={{ flex: counts[of] }} />
        ))}
        {counts.undecided > 0 && <i style={{ flex: counts.undecided }} />}
      </Progress>
      <Facts>
        <span>
          <b>{grouped(counts.keep)}</b> keep
        </span>
        <span>
          <b>{grouped(counts.change)}</b> change
        </span>
        <span>
          <b>{grouped(counts.remove)}</b> remove
        </span>
        <span>
          <span>
            due <LocalTime at={review.dueAt} />
          </span>
        </span>
        {frozenAt && (
          <span className="ms-auto">
            <span>
              Lists read <LocalTime at={frozenAt} />
            </span>
          </span>
        )}
      </Facts>
    </>
  );
}

/** How far each reviewer is, and whose rows need somebody else. */
export function Reviewers({
  review,
  onDelegate,
}: {
  review: Review;
  /** Absent: nothing can be handed over by the viewer. */
  onDelegate: ((reviewer: ReviewerProgress) => void) | undefined;
}) {
  return (
    <Table label="Reviewers" columns={COLUMNS}>
      {review.reviewers.map((reviewer) => (
        <Row key={reviewer.userId}>
          <Cell className="at-1 font-medium">
            <bdi className="clip">{reviewer.name}</bdi>
          </Cell>
          <Cell className="at-2 text-muted">
            <bdi className="clip">{reviewer.email}</bdi>
          </Cell>
          <Cell className="at-1e tabular-nums">
            {grouped(reviewer.decided)} of {grouped(reviewer.total)}
          </Cell>
          <Cell className="at-2e text-warn">
            {reviewer.lost && reviewer.decided < reviewer.total && (
              <span className="clip" title={reviewer.lost}>
                {reviewer.userId === "" ? reviewer.lost : `Needs a reviewer: ${reviewer.lost}`}
              </span>
            )}
          </Cell>
          <Cell className="at-3">
            {onDelegate && reviewer.decided < reviewer.total && (
              <Button aria-label={`Delegate rows of ${reviewer.name}`} onClick={() => onDelegate(reviewer)}>
                Delegate
              </Button>
            )}
          </Cell>
        </Row>
      ))}
    </Table>
  );
}
