"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { Note } from "#components/ui/note.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { closeReviewAction } from "#lib/changes/reviews/actions.ts";
import { closingOptions, reviewKeys } from "#lib/changes/reviews/queries.ts";
import type { Closing } from "#lib/changes/reviews/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { grouped } from "#lib/core/grouped.ts";

const ReviewDialog = lazyPart(() =>
  import("#components/changes/review-dialog.tsx").then((m) => m.ReviewDialog),
);
const rows = (count: number): string => (count === 1 ? "1 row" : `${grouped(count)} rows`);

function Named({
  title,
  people,
  count,
}: {
  title: string;
  people: readonly { label: string; teamName: string }[];
  count: number;
}) {
  if (count === 0) return null;
  return (
    <details>
      <summary className="cursor-pointer font-medium">{title}</summary>
      <ul className="mt-1 flex flex-col gap-0.5 text-muted" aria-label={title}>
        {people.map(({ label, teamName }) => (
          <li key={`${label} ${teamName}`}>
            <bdi>{label}</bdi>, <bdi>{teamName}</bdi>
          </li>
        ))}
        {count > people.length && <li>and {grouped(count - people.length)} more</li>}
      </ul>
    </details>
  );
}

function Summary({ closing }: { closing: Closing }) {
  const { keep, change, remove, undecided, undecidedAre, late, lateCount, left, leftCount } = closing;
  return (
    <>
      <p>
        {grouped(keep)} keep, {grouped(change)} change, {grouped(remove)} remove, {grouped(undecided)}{" "}
        undecided.
      </p>
      {closing.notCovered.length > 0 && (
        <Note tone="warn">
          <p>Not covered by this review:</p>
          {closing.notCovered.map(({ name, reason }) => (
            <p key={name}>
              <bdi>{name}</bdi>: <bdi>{reason}</bdi>
            </p>
          ))}
        </Note>
      )}
      <Named
        title={`${rows(undecided)} undecided: ${undecidedAre === "removed" ? "removed" : "listed as open"}`}
        people={closing.open}
        count={undecided}
      />
      <Named
        title={`${grouped(lateCount)} joined since: listed, not decided`}
        people={late}
        count={lateCount}
      />
      <Named title={`${grouped(leftCount)} left meanwhile`} people={left} count={leftCount} />
    </>
  );
}

/** "Close review": what it comes to, and then its plan; or closed at once where nothing is to do. */
export function CloseDialog({
  reviewId,
  name,
  onClose,
}: {
  reviewId: string;
  name: string;
  onClose: () => void;
}) {
  const queryClient = useQueryClient();
  const toast = useToast();
  const closing = useQuery(closingOptions(reviewId));
  const [isPlanned, setPlanned] = useState(false);
  const readAgain = () => void queryClient.invalidateQueries({ queryKey: reviewKeys.one(reviewId) });
  const ending = useActionMutation(closeReviewAction, {
    onSuccess: () => {
      toast({ title: <bdi>{`Closed ${name}`}</bdi> });
      readAgain();
      onClose();
    },
  });
  if (isPlanned)
    return (
      <ReviewDialog
        changes={undefined}
        source={{ kind: "review", reviewId }}
        lede="Applying it closes the review. Nothing has been changed yet."
        name={`Access review: ${name}`.slice(0, 120)}
        onStarted={readAgain}
        onClose={() => {
          // Asked for approval, it is held: also then the page says something else.
          readAgain();
          onClose();
        }}
      />
    );
  const { data } = closing;
  const hasPlan = data !== undefined && data.toDo > 0;
  return (
    <Dialog
      open
      onClose={onClose}
      focus="footer"
      title="Close review"
      lede={
        hasPlan || !data
          ? "Its removals and changes become one plan, which you see before anything is changed."
          : "Nothing is left to change: it is closed as it is."
      }
      onSubmit={() => {
        if (!data || ending.isPending) return;
        if (hasPlan) setPlanned(true);
        else ending.mutate({ reviewId });
      }}
      footer={
        <>
          <FootNote />
          <Button size="lg" onClick={onClose}>
            Back
          </Button>
          {data && (
            <Button size="lg" variant="primary" type="submit" pending={ending.isPending}>
              {hasPlan ? "Review plan" : "Close now"}
            </Button>
          )}
        </>
      }
    >
      {!data && !closing.isError && (
        <p role="status">
          <Spinner className="me-1.5" />
          Looking what it comes to
        </p>
      )}
      {closing.isError && <Note tone="danger">What it comes to could not be read. Try again.</Note>}
      {data && <Summary closing={data} />}
      {ending.error && <Note tone="danger">{errorWords(ending.error.error)}</Note>}
    </Dialog>
  );
}
