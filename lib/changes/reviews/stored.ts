import "server-only";
import type { Selectable } from "kysely";
import type { ReviewScope } from "#lib/changes/reviews/schema.ts";
import type { Tables } from "#lib/store/db/tables.ts";

export type StoredReview = Selectable<Tables["reviews"]>;
export type StoredItem = Selectable<Tables["review_items"]>;
export type StoredList = Selectable<Tables["review_lists"]>;

/** What a review's column says of whose access it looks at. */
export const scopeIn = ({ scope }: Pick<StoredReview, "scope">): ReviewScope =>
  JSON.parse(scope) as ReviewScope;
