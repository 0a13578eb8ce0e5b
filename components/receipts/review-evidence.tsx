import { PALE, Paper } from "#components/receipts/paper.tsx";
import { PaperTable } from "#components/receipts/paper-table.tsx";
import { exactTime } from "#components/ui/clock.ts";
import type { ReceiptTrail } from "#lib/changes/batches/schema.ts";
import { HINT_WORDS, type Hint, REVIEW_STATE_WORDS } from "#lib/changes/reviews/constants.ts";
import type { Evidence, EvidencePerson } from "#lib/changes/reviews/evidence.ts";
import { grouped } from "#lib/core/grouped.ts";

/** Rows on paper; the files have all of them. */
const PAPER_ROWS = 2_000;
const COLUMNS = [
  { label: "Person" },
  { label: "Access", width: "16%" },
  { label: "Last active", width: "78px" },
  { label: "Hints", width: "9%" },
  { label: "Decision", width: "14%" },
  { label: "By", width: "13%" },
  { label: "Outcome", width: "13%" },
] as const;
const LISTS = [
  { label: "List" },
  { label: "Vendor", width: "14%" },
  { label: "Read", width: "100px" },
  { label: "Not covered", width: "40%" },
] as const;
const JOINED = [
  { label: "Person" },
  { label: "Team", width: "40%" },
  { label: "Access", width: "16%" },
] as const;

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
const DECIDED = { keep: "Keep", change: "Change", remove: "Remove" } as const;

/** A review on paper: who was in it, what was read when, what was decided by whom and why, and what became of it. */
export function ReviewEvidence({ evidence, trail }: { evidence: Evidence; trail: ReceiptTrail | undefined }) {
  const { review, lists, people, joinedSince } = evidence;
  const id = encodeURIComponent(review.id);
  const files = `/api/reviews/${id}/evidence`;
  const missed = lists.filter((list) => !list.isCovered).length;
  const count = (decision: EvidencePerson["decision"]) =>
    grouped(people.filter((one) => one.decision === decision).length);
  return (
    <Paper
      title={<bdi>{review.name}</bdi>}
      back={{ href: `/reviews/${id}`, label: "Back to the review" }}
      files={[
        { href: `${files}?format=csv`, label: "CSV" },
        { href: `${files}?format=json`, label: "Signed JSON" },
      ]}
      trail={trail}
      {...(review.batchId ? {} : { noTrail: "No change was made" })}
      taken={{ instance: evidence.instance, by: evidence.takenBy.name, at: evidence.at }}
      facts={[
        { name: "State", value: REVIEW_STATE_WORDS[review.state] },
        {
          name: "Begun",
          value: (
            <>
              by <bdi>{review.createdBy.name}</bdi>, {exactTime(review.createdAt)}
            </>
          ),
        },
        { name: "Population as of", value: review.frozenAt ? exactTime(review.frozenAt) : "–" },
        {
          name: "Closed",
          value:
            review.closedAt === null ? (
              "Not yet"
            ) : (
              <>
                by <bdi>{review.closedBy?.name ?? "Rollcall"}</bdi>, {exactTime(review.closedAt)}
              </>
            ),
        },
        {
          name: "Rows",
          value: `${grouped(people.length)}: ${count("keep")} keep, ${count("change")} change, ${count("remove")} remove, ${count(null)} undecided (${review.undecidedAre === "removed" ? "removed" : "listed as open"})`,
        },
        {
          name: "Coverage",
          value:
            missed === 0
              ? lists.length === 1
                ? "The one list was read"
                : `All ${grouped(lists.length)} lists were read`
              : `${grouped(missed)} of ${grouped(lists.length)} lists NOT covered`,
        },
        { name: "Review", value: <span className="mono">{review.id}</span> },
      ]}
    >
      <section className="mt-5">
        <h2 className="break-after-avoid font-semibold">Decisions</h2>
        <PaperTable
          label="Decisions"
          columns={COLUMNS}
          rows={people.slice(0, PAPER_ROWS).map((one, place) => ({ key: `${place}`, cells: cellsOf(one) }))}
        />
        {people.length > PAPER_ROWS && (
          <p className="mt-3 text-small">
            These are the first {grouped(PAPER_ROWS)} of {grouped(people.length)} rows: the files have all of
            them.
          </p>
        )}
      </section>
      <section className="mt-5">
        <h2 className="break-after-avoid font-semibold">Lists</h2>
        <PaperTable
          label="Lists"
          columns={LISTS}
          rows={lists.map((list, place) => ({
            key: `${place}`,
            cells: [
              <bdi key="name">{list.name}</bdi>,
              list.vendor,
              list.syncedAt ? exactTime(list.syncedAt) : "–",
              <bdi key="reason">{list.reason ?? ""}</bdi>,
            ],
          }))}
        />
      </section>
      {joinedSince.length > 0 && (
        <section className="mt-5">
          <h2 className="break-after-avoid font-semibold">Joined since, not decided</h2>
          <PaperTable
            label="Joined since"
            columns={JOINED}
            rows={joinedSince.map((one, place) => ({
              key: `${place}`,
              cells: [<bdi key="person">{one.person}</bdi>, <bdi key="team">{one.team}</bdi>, one.access],
            }))}
          />
        </section>
      )}
    </Paper>
  );
}

function cellsOf(one: EvidencePerson) {
  const last = one.outcome.events.at(-1);
  return [
    <>
      <bdi>{one.person}</bdi>
      {one.email && (
        <span className={`block ${PALE}`}>
          <bdi>{one.email}</bdi>
        </span>
      )}
    </>,
    <>
      {one.access}
      <span className={`block ${PALE}`}>
        <bdi>{one.team}</bdi>, {one.vendor}
      </span>
    </>,
    one.lastActive ? exactTime(one.lastActive) : "–",
    one.hints.map((hint) => HINT_WORDS[hint as Hint] ?? hint).join(", "),
    <>
      {one.decision ? DECIDED[one.decision] : "Undecided"}
      {one.newRole && ` to ${one.newRole}`}
      {one.reason && (
        <span className={`block ${PALE}`}>
          <bdi>{one.reason}</bdi>
        </span>
      )}
    </>,
    <>
      {one.decision === null && "Reviewer: "}
      <bdi>{one.decidedBy?.name ?? one.reviewer?.name ?? "Nobody"}</bdi>
      {one.decidedAt && <span className={`block ${PALE}`}>{exactTime(one.decidedAt)}</span>}
    </>,
    <>
      {one.outcome.state === "none" ? (one.outcome.reason ? "" : "–") : capital(one.outcome.state)}
      {one.outcome.reason && (
        <span className={`block ${PALE}`}>
          <bdi>{one.outcome.reason}</bdi>
        </span>
      )}
      {last && <span className={`block ${PALE}`}>event {last.seq}</span>}
    </>,
  ];
}
