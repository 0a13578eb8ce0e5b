"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Reviewers, ReviewProgress } from "#components/reviews/review-progress.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Link } from "#components/ui/link.tsx";
import { LocalTime } from "#components/ui/local-time.tsx";
import { MoreMenu } from "#components/ui/more-menu.tsx";
import { HeadNote, PageHeader } from "#components/ui/page-header.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { cancelReviewAction } from "#lib/changes/reviews/actions.ts";
import { REVIEW_STATE_WORDS } from "#lib/changes/reviews/constants.ts";
import { reviewKeys } from "#lib/changes/reviews/queries.ts";
import type { Review, ReviewerProgress } from "#lib/changes/reviews/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { grouped } from "#lib/core/grouped.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

const FOLD =
  "shrink-0 border-t border-line-faint [&>summary]:cursor-pointer [&>summary]:px-gutter [&>summary]:py-1.5 [&>summary]:text-small/5 [&>summary]:text-muted";

/** What a review is, how far it is, what it does not cover, and what can be done with it as a whole. */
export function ReviewHead({
  review,
  onClose,
  onDelegate,
}: {
  review: Review;
  onClose: () => void;
  onDelegate: (reviewer: ReviewerProgress) => void;
}) {
  const { id, state, lists } = review;
  const queryClient = useQueryClient();
  const toast = useToast();
  const cancelling = useActionMutation(cancelReviewAction, {
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: reviewKeys.one(id) }),
    onError: ({ error }) => toast({ title: errorWords(error), tone: "danger" }),
  });
  const isUnderWay = state === "open" || state === "reading";
  const missing = lists.filter((list) => list.reason !== undefined);
  const read = lists.filter((list) => list.syncedAt !== undefined || list.reason !== undefined).length;
  return (
    <>
      <PageHeader
        up={{ href: "/reviews", label: "Reviews" }}
        title={<bdi>{review.name}</bdi>}
        meta={<HeadNote isRunning={state === "reading"}>{REVIEW_STATE_WORDS[state]}</HeadNote>}
        actions={
          <>
            {state !== "reading" && (
              <a
                className={buttonClasses({ variant: "plain" })}
                href={`/reviews/${encodeURIComponent(id)}/evidence`}
                target="_blank"
                rel="noopener"
              >
                <Icon name="file" />
                Evidence
              </a>
            )}
            {review.may.delegateAll && isUnderWay && (
              <MoreMenu
                items={[
                  {
                    label: "Cancel review",
                    icon: "xCircle",
                    onPress: () => !cancelling.isPending && cancelling.mutate({ reviewId: id }),
                  },
                ]}
              />
            )}
            {review.may.close && state === "open" && (
              <Button variant="primary" onClick={onClose}>
                Close review
              </Button>
            )}
          </>
        }
      />
      {state === "reading" ? (
        <p className="px-gutter pb-3 text-small/5 text-muted" role="status">
          Reading the lists anew: {grouped(read)} of {grouped(lists.length)}. Who is in them then is what this
          review is about.
        </p>
      ) : (
        <ReviewProgress review={review} />
      )}
      {state === "closing" && (
        <Banner tone="warn">
          Its removals and changes wait for somebody else's approval.{" "}
          <Link href="/approvals">Open approvals</Link>
        </Banner>
      )}
      {review.batchId && (
        <p className="px-gutter pb-3 text-small/5">
          <Link className="link" href={`/activity/batches/${encodeURIComponent(review.batchId)}`}>
            What became of its removals and changes
          </Link>
        </p>
      )}
      {missing.length > 0 && (
        <Banner tone="warn">
          Not covered:{" "}
          {missing.slice(0, 5).map((list, index) => (
            <span key={list.listId}>
              {index > 0 && "; "}
              <bdi>{list.name}</bdi> on {VENDOR_FACTS[list.vendor].name} (<bdi>{list.reason}</bdi>)
            </span>
          ))}
          {missing.length > 5 && ` and ${grouped(missing.length - 5)} more`}.
        </Banner>
      )}
      {state !== "reading" && review.reviewers.length > 0 && (
        <details className={FOLD}>
          <summary>
            {review.reviewers.length === 1 ? "1 reviewer" : `${grouped(review.reviewers.length)} reviewers`}
            {review.reviewers.some((one) => one.lost && one.decided < one.total) && (
              <span className="text-warn">, rows need a reviewer</span>
            )}
          </summary>
          <div className="max-h-[32vh] overflow-y-auto pb-2">
            <Reviewers review={review} onDelegate={state === "open" ? onDelegate : undefined} />
          </div>
        </details>
      )}
      <details className={FOLD}>
        <summary>
          {lists.length === 1 ? "1 list" : `${grouped(lists.length)} lists`}
          {missing.length > 0 && `, ${grouped(missing.length)} not covered`}
        </summary>
        <ul className="max-h-[32vh] overflow-y-auto px-gutter pb-2 text-small/5" aria-label="Lists">
          {lists.map((list) => (
            <li key={list.listId}>
              <bdi>{list.name}</bdi> on {VENDOR_FACTS[list.vendor].name}
              <span className={list.reason ? "text-warn" : "text-muted"}>
                {list.reason ? (
                  <>
                    : not covered, <bdi>{list.reason}</bdi>
                  </>
                ) : list.syncedAt ? (
                  <>
                    : {list.kind === "teams" ? "its teams" : grouped(list.people)}, read{" "}
                    <LocalTime at={list.syncedAt} />
                  </>
                ) : (
                  ": being read"
                )}
              </span>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}
