import "server-only";
import { scopeOf } from "#lib/access/grants/data.ts";
import type { ReviewerChoice } from "#lib/changes/reviews/schema.ts";
import { can, type Role, type Scope, type Viewer } from "#lib/core/permissions.ts";
import { identityOf } from "#lib/directory/people/identity.ts";
import { db } from "#lib/store/db/connection.ts";
import { outsideViews } from "#lib/store/db/view.ts";

/** Somebody of Rollcall, as far as deciding about others goes. */
export type Reviewer = {
  id: string;
  name: string;
  email: string;
  emailKey: string;
  /** Whose rows are their own. */
  personId: string;
  /** All that are linked to be that person by now: a row may have been written down before the link was made. */
  identities: ReadonlySet<string>;
  role: Role;
  scope: Scope;
  isDisabled: boolean;
};
/** What of a row says whose it is. */
type Whose = { email_key: string | null; person_id: string };

/** Those users of Rollcall, by id; all of them without ids. */
export const readReviewers = (ids?: readonly string[]): Promise<Map<string, Reviewer>> =>
  outsideViews(async () => {
    const wanted = ids && [...new Set(ids)];
    if (wanted?.length === 0) return new Map();
    let query = db().selectFrom("users").select(["id", "name", "email", "email_key", "role", "disabled_at"]);
    if (wanted) query = query.where("id", "in", wanted);
    const users = await query.execute();
    const identities = new Map(users.map((user) => [user.id, identityOfKey(user.email_key)]));
    const links = await db()
      .selectFrom("person_links")
      .select(["identity_id", "person_id"])
      .where("identity_id", "in", users.length > 0 ? [...identities.values()] : [""])
      .execute();
    const linked = new Map(links.map((link) => [link.identity_id, link.person_id]));
    const personOf = (userId: string): string => {
      const identity = identities.get(userId) ?? "";
      return linked.get(identity) ?? identity;
    };
    const together = Map.groupBy(
      await db()
        .selectFrom("person_links")
        .select(["identity_id", "person_id"])
        .where("person_id", "in", users.length > 0 ? users.map(({ id }) => personOf(id)) : [""])
        .execute(),
      (link) => link.person_id,
    );
    const limits = await db().selectFrom("limits").select("subject").limit(1).execute();
    const found = new Map<string, Reviewer>();
    for (const user of users) {
      const personId = personOf(user.id);
      const ids = (together.get(personId) ?? []).map((link) => link.identity_id);
      found.set(user.id, {
        ...{ id: user.id, name: user.name || user.email, email: user.email, emailKey: user.email_key },
        ...{ personId, identities: new Set([identities.get(user.id) ?? "", ...ids]), role: user.role },
        scope: limits.length === 0 ? "all" : await scopeOf(user.id, user.role),
        isDisabled: user.disabled_at !== null,
      });
    }
    return found;
  });

/** Who somebody is among the people of the vendors: by their e-mail. */
const identityOfKey = (emailKey: string): string => identityOf({ vendor: "gitbook", userId: "", emailKey });

/** Whether a row is about the reviewer: nobody decides about their own access. */
export const isOwn = (
  reviewer: Pick<Reviewer, "emailKey" | "personId" | "identities">,
  item: Whose,
): boolean =>
  item.person_id === reviewer.personId ||
  reviewer.identities.has(item.person_id) ||
  (item.email_key !== null && item.email_key === reviewer.emailKey);

/** Why somebody cannot decide about a team's rows any more; undefined where they can. */
export function whyLost(
  reviewer: Reviewer | undefined,
  place: { connectionId: string; teamId: string },
): string | undefined {
  if (!reviewer) return "No longer has an account";
  if (reviewer.isDisabled) return "Disabled";
  if (!can(reviewer, "review.decide")) return "May not review";
  const { scope } = reviewer;
  const sees =
    scope === "all" || scope.connections.includes(place.connectionId) || scope.teams.includes(place.teamId);
  return sees ? undefined : "No longer sees this team";
}

/** The first of these who can decide about a row, and is not who it is about. */
export const firstAble = (
  candidates: readonly (Reviewer | undefined)[],
  item: Whose & { connection_id: string; team_id: string },
): string | null =>
  candidates.find(
    (one) =>
      one && !isOwn(one, item) && !whyLost(one, { connectionId: item.connection_id, teamId: item.team_id }),
  )?.id ?? null;

/** Reviewers of open rows who cannot decide about them any more, team by team. */
export async function lostReviewers(
  reviewId: string,
): Promise<{ userId: string; teamId: string; reason: string }[]> {
  const pairs = await db()
    .selectFrom("review_items")
    .select(["reviewer_id", "connection_id", "team_id"])
    .distinct()
    .where("review_id", "=", reviewId)
    .where("reviewer_id", "is not", null)
    .where("decision", "is", null)
    .where("is_late", "=", 0)
    .execute();
  const known = await readReviewers(pairs.map((pair) => pair.reviewer_id ?? ""));
  return pairs.flatMap(({ reviewer_id, connection_id, team_id }) => {
    const userId = reviewer_id ?? "";
    const reason = whyLost(known.get(userId), { connectionId: connection_id, teamId: team_id });
    return reason ? [{ userId, teamId: team_id, reason }] : [];
  });
}

/** Everybody who can be asked to decide, by name: for who begins reviews, or has rows to hand over. */
export async function listReviewerChoices(viewer: Viewer): Promise<ReviewerChoice[]> {
  const mine = () =>
    db()
      .selectFrom("review_items")
      .select("id")
      .where("reviewer_id", "=", viewer.userId)
      .where("decision", "is", null)
      .where("is_late", "=", 0)
      .limit(1)
      .executeTakeFirst();
  if (!can(viewer, "review.create") && !(await mine())) return [];
  const all = [...(await readReviewers()).values()].filter((one) => !one.isDisabled);
  const collator = new Intl.Collator("en");
  return all
    .map(({ id, name, email }) => ({ id, name, email }))
    .sort((a, b) => collator.compare(a.name, b.name) || collator.compare(a.email, b.email));
}
