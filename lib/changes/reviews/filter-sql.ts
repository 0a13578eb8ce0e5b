import "server-only";
import { expressionBuilder, type SqlBool, sql } from "kysely";
import { HINTS } from "#lib/changes/reviews/constants.ts";
import { MINE, NEEDS_REVIEWER, type ReviewItemFilter } from "#lib/changes/reviews/filter.ts";
import type { Conditions } from "#lib/store/db/conditions.ts";
import { containsWords } from "#lib/store/db/search.ts";
import type { Tables } from "#lib/store/db/tables.ts";

const where = expressionBuilder<Tables, "review_items">();

/** Who looks, and which reviewers cannot decide about which teams any more. */
export type ItemContext = { userId: string; lost: readonly { userId: string; teamId: string }[] };

export const REVIEW_ITEM_CONDITIONS: Conditions<ReviewItemFilter, ItemContext> = {
  q: (typed) => containsWords("review_items.search_key", typed),
  of: (of, { userId, lost }) =>
    of === NEEDS_REVIEWER
      ? where.and([
          where("review_items.decision", "is", null),
          where.or([
            where("review_items.reviewer_id", "is", null),
            ...lost.map((one) =>
              where.and([
                where("review_items.reviewer_id", "=", one.userId),
                where("review_items.team_id", "=", one.teamId),
              ]),
            ),
          ]),
        ])
      : where("review_items.reviewer_id", "=", of === MINE ? userId : of),
  decision: (decision) =>
    decision === "none"
      ? where("review_items.decision", "is", null)
      : where("review_items.decision", "=", decision),
  hint: (hint) => sql<SqlBool>`(review_items.hints & ${sql.lit(HINTS[hint])}) <> 0`,
  team: (team) => where("review_items.team_id", "=", team),
};
