import "server-only";
import type { Insertable, Selectable } from "kysely";
import { hintsOf, isWanted } from "#lib/changes/reviews/hints.ts";
import { firstAble, type Reviewer } from "#lib/changes/reviews/reviewers.ts";
import type { ReviewScope } from "#lib/changes/reviews/schema.ts";
import { temporaryOf } from "#lib/changes/reviews/temporary.ts";
import { newId } from "#lib/core/ids.ts";
import { personLabel } from "#lib/core/person-words.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { textKey } from "#lib/store/db/text-key.ts";

export type ItemRow = Insertable<Tables["review_items"]>;
type Member = Selectable<Tables["members"]>;
type ListRow = Selectable<Tables["review_lists"]>;

/** Members of these teams who belong to a review, each with the hints that were true at this moment. */
export async function wantedMembers(
  tx: Tx,
  teamIds: readonly string[],
  scope: ReviewScope,
  nowMs: number,
): Promise<{ member: Member; hints: number }[]> {
  const temporary = await temporaryOf(tx, teamIds);
  const found: { member: Member; hints: number }[] = [];
  for (const some of chunks(teamIds)) {
    const members = await tx
      .selectFrom("members")
      .selectAll()
      .where("team_id", "in", some)
      .where("removed_at", "is", null)
      .orderBy("sort_key")
      .orderBy("id")
      .execute();
    for (const member of members) {
      const hints = hintsOf(member, { nowMs, domains: scope.domains, temporary });
      if (isWanted(hints, scope)) found.push({ member, hints });
    }
  }
  return found;
}

/** Rows of a review made of members, each given to who decides about it. */
export function itemsOf(
  review: { id: string; created_by: string },
  lists: ReadonlyMap<string, Pick<ListRow, "name" | "kind" | "reviewer_id">>,
  people: readonly { member: Member; hints: number }[],
  { reviewers, fallback }: { reviewers: ReadonlyMap<string, Reviewer>; fallback: string },
): ItemRow[] {
  const others = [...reviewers.values()];
  const rows = people.map(({ member, hints }): ItemRow => {
    const list = lists.get(member.team_id);
    const person = { name: member.name, email: member.email, userId: member.user_id };
    const first = list?.reviewer_id ? reviewers.get(list.reviewer_id) : undefined;
    return {
      id: newId(),
      review_id: review.id,
      ...{ connection_id: member.connection_id, team_id: member.team_id, vendor: member.vendor },
      kind: list?.kind === "organization" ? "organization" : "team",
      team_name: list?.name ?? "",
      ...{ user_id: member.user_id, person_id: member.person_id },
      ...{ email: member.email, email_key: member.email_key, name: member.name, label: personLabel(person) },
      ...{ sort_key: member.sort_key, search_key: textKey(`${member.search_key} ${list?.name ?? ""}`, 512) },
      ...{ role: member.role, org_role: member.org_role, status: member.status },
      ...{ since: member.joined_at, last_active_at: member.last_active_at, hints },
      reviewer_id: firstAble(
        [first, reviewers.get(fallback), reviewers.get(review.created_by), ...others],
        member,
      ),
      ...{ decision: null, new_role: null, reason: null, decided_at: null, decided_by: null },
      ...{ is_late: 0, has_left: 0 },
    };
  });
  return labelled(rows);
}

/** Each row under a name of its own: with its team where somebody stands in several, else with the e-mail or the id too. */
function labelled(rows: readonly ItemRow[]): ItemRow[] {
  const byName = Map.groupBy(rows, (row) => row.label);
  return rows.map((row) => {
    const twins = byName.get(row.label) ?? [];
    if (twins.length < 2) return row;
    const isAlone = twins.filter((one) => one.team_id === row.team_id).length === 1;
    if (isAlone) return { ...row, label: `${row.label} (${row.team_name})` };
    const isSame = twins.some(
      (one) => one !== row && one.team_id === row.team_id && one.email_key === row.email_key,
    );
    const own = row.email && row.email !== row.label && !isSame ? row.email : row.user_id;
    return { ...row, label: `${row.label} (${own}, ${row.team_name})` };
  });
}
