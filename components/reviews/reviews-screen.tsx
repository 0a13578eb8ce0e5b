import { between } from "#components/data-table/columns.ts";
import { LiveRefresh } from "#components/overview/live-refresh.tsx";
import { NewReview } from "#components/reviews/new-review.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Link } from "#components/ui/link.tsx";
import { LocalTime } from "#components/ui/local-time.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { Cell, Row, Table } from "#components/ui/table.tsx";
import { REVIEW_STATE_WORDS } from "#lib/changes/reviews/constants.ts";
import type { ReviewRow } from "#lib/changes/reviews/schema.ts";
import { grouped } from "#lib/core/grouped.ts";

const LIVE_MS = 15_000;
export const REVIEW_COLUMNS = [
  { label: "Review" },
  { label: "State", width: 140 },
  { label: "Decided", width: 140 },
  { label: "Yours", width: 96 },
  { label: "Not covered", width: 112 },
  { label: "Begun by", width: between(140, 14, 260) },
  { label: "Due", width: 132 },
] as const;

/** Access reviews, those under way first. */
export function ReviewsScreen({
  reviews,
  userId,
  mayCreate,
}: {
  reviews: readonly ReviewRow[];
  userId: string;
  mayCreate: boolean;
}) {
  return (
    <Screen>
      <LiveRefresh everyMs={LIVE_MS} />
      <PageHeader
        title="Reviews"
        count={reviews.length}
        actions={mayCreate && <NewReview userId={userId} />}
      />
      <ScrollArea>
        <Table label="Reviews" columns={REVIEW_COLUMNS}>
          {reviews.map((review) => (
            <Row key={review.id}>
              <Cell className="at-1">
                <Link className="clip font-medium" href={`/reviews/${encodeURIComponent(review.id)}`}>
                  <bdi>{review.name}</bdi>
                </Link>
              </Cell>
              <Cell className="at-1e">{REVIEW_STATE_WORDS[review.state]}</Cell>
              <Cell className="at-2 tabular-nums">
                {grouped(review.decided)} of {grouped(review.total)}
              </Cell>
              <Cell className="tabular-nums">
                {review.mine > 0 ? (
                  <Link
                    className="link"
                    href={`/reviews/${encodeURIComponent(review.id)}?of=me&decision=none`}
                    aria-label={`${grouped(review.mine)} of yours in ${review.name}`}
                  >
                    {grouped(review.mine)}
                  </Link>
                ) : (
                  <span className="text-faint">–</span>
                )}
              </Cell>
              <Cell className={review.notCovered > 0 ? "text-warn tabular-nums" : "text-faint"}>
                {review.notCovered > 0 ? grouped(review.notCovered) : "–"}
              </Cell>
              <Cell className="text-muted">
                <bdi className="clip">{review.createdBy}</bdi>
              </Cell>
              <Cell className={review.isOverdue ? "at-2e text-warn" : "at-2e text-faint"}>
                {review.isOverdue && "Overdue, "}
                <LocalTime at={review.dueAt} />
              </Cell>
            </Row>
          ))}
        </Table>
        {reviews.length === 0 && (
          <Empty title="No reviews yet">
            A review puts down who has access where, asks a reviewer about each of them, and ends in one plan
            of removals and changes.
          </Empty>
        )}
      </ScrollArea>
    </Screen>
  );
}
