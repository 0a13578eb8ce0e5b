import "server-only";
import { actorOf } from "#lib/access/auth/actor.ts";
import { reasonOf } from "#lib/changes/batches/change-rows.ts";
import { descriptionOf, inputOf } from "#lib/changes/journal/journal.ts";
import type { Decision } from "#lib/changes/reviews/constants.ts";
import { accessOf } from "#lib/changes/reviews/data.ts";
import { hintNames } from "#lib/changes/reviews/hints.ts";
import { readReviewers } from "#lib/changes/reviews/reviewers.ts";
import { type StoredItem, type StoredReview, scopeIn } from "#lib/changes/reviews/stored.ts";
import type { ChangeRow } from "#lib/changes/types.ts";
import { csvLine } from "#lib/core/csv.ts";
import { env } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { checkpointKey, signText } from "#lib/store/audit/checkpoint.ts";
import { EVIDENCE_TYPE, evidenceFile } from "#lib/store/audit/evidence-format.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

type Who = { id: string; name: string; email: string | null };
/** What became of a row's decision: the state of its change, or why there is none. */
type Outcome = {
  state: ChangeRow["state"] | "none";
  reason: string | null;
  ended: string | null;
  /** The events of the change in the audit log, the outcome last. */
  events: { seq: number; hash: string }[];
};
export type EvidencePerson = {
  person: string;
  email: string | null;
  vendor: string;
  team: string;
  kind: "team" | "organization";
  account: string;
  access: string;
  since: string | null;
  lastActive: string | null;
  hints: string[];
  reviewer: Who | null;
  decision: Decision | null;
  newRole: string | null;
  reason: string | null;
  decidedAt: string | null;
  decidedBy: Who | null;
  /** Every decision there was, the oldest first. */
  history: { at: string; by: Who; decision: string; newRole: string | null; reason: string | null }[];
  hasLeft: boolean;
  outcome: Outcome;
};
export type Evidence = {
  type: typeof EVIDENCE_TYPE;
  publicKey: string;
  instance: string;
  at: string;
  takenBy: Who;
  review: {
    id: string;
    name: string;
    state: StoredReview["state"];
    asked: { of: string; only: { managers: boolean; idle: boolean; outside: boolean }; domains: string[] };
    undecidedAre: "open" | "removed";
    createdAt: string;
    createdBy: Who;
    frozenAt: string | null;
    dueAt: string;
    closedAt: string | null;
    closedBy: Who | null;
    batchId: string | null;
  };
  lists: {
    name: string;
    vendor: string;
    kind: string;
    isCovered: boolean;
    syncedAt: string | null;
    reason: string | null;
  }[];
  people: EvidencePerson[];
  /** Who joined between the freeze and the closing: listed, not decided. */
  joinedSince: { person: string; email: string | null; vendor: string; team: string; access: string }[];
};

/** Of who was erased, or is no user any more. */
const FORMER = "a former user";

/**
 * All that an access review says, and what became of it; that it was taken is put on record. Throws NOT_FOUND, CONFLICT while
 * its lists are read, and FORBIDDEN for who does not see all of it: evidence of a part would look like that of the whole.
 */
export async function takeEvidence(viewer: Viewer, reviewId: string): Promise<Evidence> {
  const review = await db().selectFrom("reviews").selectAll().where("id", "=", reviewId).executeTakeFirst();
  if (!review) throw new AppError("NOT_FOUND", { reason: "There is no such review" });
  if (viewer.scope !== "all")
    throw new AppError("FORBIDDEN", { reason: "Only who sees all of Rollcall can take a review's evidence" });
  if (review.state === "reading")
    throw new AppError("CONFLICT", { reason: "Its lists are still being read: there is no evidence yet" });
  const evidence = await readEvidence(viewer, review);
  await transact((tx) =>
    appendEvent(tx, {
      action: "review.evidence",
      actor: actorOf(viewer),
      outcome: "done",
      facts: { reviewId, rows: evidence.people.length },
      personal: { review: review.name },
      search: review.name,
    }),
  );
  return evidence;
}

async function readEvidence(viewer: Viewer, review: StoredReview): Promise<Evidence> {
  const [lists, items, decisions, users, outcomes] = await Promise.all([
    db()
      .selectFrom("review_lists")
      .selectAll()
      .where("review_id", "=", review.id)
      .orderBy("name")
      .orderBy("list_id")
      .execute(),
    db()
      .selectFrom("review_items")
      .selectAll()
      .where("review_id", "=", review.id)
      .orderBy("sort_key")
      .orderBy("id")
      .execute(),
    db()
      .selectFrom("review_decisions")
      .selectAll()
      .where("review_id", "=", review.id)
      .orderBy("id")
      .execute(),
    readReviewers(),
    outcomesOf(review.batch_id),
  ]);
  const who = (id: string): Who => {
    const user = users.get(id);
    return { id, name: user?.name ?? FORMER, email: user?.email ?? null };
  };
  const orNobody = (id: string | null): Who | null => (id === null ? null : who(id));
  const byItem = Map.groupBy(decisions, (one) => one.item_id);
  const scope = scopeIn(review);
  const shown = (item: StoredItem) => ({
    ...{ person: item.label, email: item.email, vendor: VENDOR_FACTS[item.vendor].name },
    ...{ team: item.team_name, access: accessOf(item) },
  });
  return {
    ...{ type: EVIDENCE_TYPE, publicKey: checkpointKey(), instance: env().ROLLCALL_URL, at: nowIso() },
    takenBy: { id: viewer.userId, name: viewer.name || viewer.email, email: viewer.email },
    review: {
      ...{ id: review.id, name: review.name, state: review.state, undecidedAre: review.undecided },
      asked: { of: scope.what.of, only: scope.only, domains: scope.domains },
      ...{ createdAt: review.created_at, createdBy: who(review.created_by), frozenAt: review.frozen_at },
      ...{ dueAt: review.due_at, closedAt: review.closed_at, closedBy: orNobody(review.closed_by) },
      batchId: review.batch_id,
    },
    lists: lists.map((list) => ({
      ...{ name: list.name, vendor: VENDOR_FACTS[list.vendor].name, kind: list.kind },
      ...{ isCovered: list.synced_at !== null, syncedAt: list.synced_at, reason: list.reason },
    })),
    people: items
      .filter((item) => item.is_late === 0)
      .map((item) => ({
        ...shown(item),
        ...{ kind: item.kind, account: item.user_id, since: item.since, lastActive: item.last_active_at },
        ...{ hints: hintNames(Number(item.hints)), reviewer: orNobody(item.reviewer_id) },
        ...{ decision: item.decision, newRole: item.new_role, reason: item.reason },
        ...{ decidedAt: item.decided_at, decidedBy: orNobody(item.decided_by) },
        history: (byItem.get(item.id) ?? []).map((one) => ({
          ...{ at: one.at, by: who(one.user_id), decision: one.decision },
          ...{ newRole: one.new_role, reason: one.reason },
        })),
        hasLeft: item.has_left === 1,
        outcome: outcomes.get(placeOf(item)) ?? noChange(item, review),
      })),
    joinedSince: items.filter((item) => item.is_late === 1).map(shown),
  };
}

const placeOf = (item: StoredItem): string =>
  item.kind === "organization" ? `${item.connection_id} ${item.user_id}` : `${item.team_id} ${item.user_id}`;

/** Why a row has no change of its own. */
function noChange(item: StoredItem, review: StoredReview): Outcome {
  const isMeant =
    item.decision === "remove" ||
    item.decision === "change" ||
    (item.decision === null && review.undecided === "removed");
  const reason =
    review.state !== "closed"
      ? "The review is not closed"
      : item.has_left === 1
        ? "Had left before the review was closed"
        : isMeant
          ? "Could not be done: it was left out of the plan when the review was closed"
          : item.decision === null
            ? "Nobody decided: listed as open"
            : null;
  return { state: "none", reason, ended: null, events: [] };
}

/** What became of a batch's changes, by team (or connection) and account, with their events. */
async function outcomesOf(batchId: string | null): Promise<Map<string, Outcome>> {
  if (batchId === null) return new Map();
  const [changes, events] = await Promise.all([
    db().selectFrom("changes").selectAll().where("batch_id", "=", batchId).orderBy("seq").execute(),
    db()
      .selectFrom("events")
      .select(["seq", "hash", "change_id"])
      .where("batch_id", "=", batchId)
      .where("change_id", "is not", null)
      .orderBy("seq")
      .execute(),
  ]);
  const byChange = Map.groupBy(events, (event) => event.change_id);
  return new Map(
    changes.map((change) => {
      const { subject, vendorName } = descriptionOf(change);
      const place = `${change.team_id ?? change.connection_id} ${String(inputOf(change).userId ?? "")}`;
      return [
        place,
        {
          ...{ state: change.state, reason: reasonOf(change, vendorName, subject) ?? null },
          ended: change.ended_at,
          events: (byChange.get(change.id) ?? []).map(({ seq, hash }) => ({ seq: Number(seq), hash })),
        },
      ];
    }),
  );
}

/** The evidence as a file that is signed with the audit log's key. */
export const evidenceJson = (evidence: Evidence): string => evidenceFile(evidence, signText);

const HEAD = [
  ...["person", "e-mail", "vendor", "team", "access", "since", "last active", "hints", "reviewer"],
  ...[
    "decision",
    "new role",
    "reason",
    "decided by",
    "decided",
    "outcome",
    "outcome reason",
    "ended",
    "events",
  ],
];

/** The evidence as CSV: a line a row, then who joined since, then what was not covered. What a spreadsheet would run is neutralized. */
export function evidenceCsv(evidence: Evidence): string {
  const lines = [
    csvLine(HEAD),
    ...evidence.people.map((one) =>
      csvLine([
        ...[one.person, one.email, one.vendor, one.team, one.access, one.since, one.lastActive],
        ...[one.hints.join("; "), one.reviewer?.name, one.decision ?? "undecided", one.newRole, one.reason],
        ...[one.decidedBy?.name, one.decidedAt, one.outcome.state, one.outcome.reason, one.outcome.ended],
        one.outcome.events.map(({ seq }) => seq).join("; "),
      ]),
    ),
    ...evidence.joinedSince.map((one) =>
      csvLine([one.person, one.email, one.vendor, one.team, one.access, "", "", "", "", "joined since"]),
    ),
    ...evidence.lists
      .filter((list) => !list.isCovered)
      .map((list) =>
        csvLine(["", "", list.vendor, list.name, "", "", "", "", "", "not covered", "", list.reason]),
      ),
  ];
  return `\uFEFF${lines.join("")}`;
}
