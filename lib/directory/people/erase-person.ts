import "server-only";
import { AppError } from "#lib/core/errors.ts";
import { accountsOf, targetsOf } from "#lib/directory/people/history.ts";
import type { NewEvent } from "#lib/store/audit/append.ts";
import { eraseTraces } from "#lib/store/audit/erase.ts";
import { eraseNotices } from "#lib/store/audit/erase-notices.ts";
import { eraseBatchName, eraseOffboardings } from "#lib/store/audit/erase-offboardings.ts";
import { erasePlans, eraseRequest, findRequests } from "#lib/store/audit/erase-requests.ts";
import { endedReviewsOf, eraseReviews } from "#lib/store/audit/erase-reviews.ts";
import {
  erasedTitle,
  namesAny,
  type Person,
  SOMEBODY,
  withoutAmong,
  withoutPerson,
} from "#lib/store/audit/erased-words.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";
import { outsideViews } from "#lib/store/db/view.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

const ENDED = ["done", "failed", "skipped", "unknown", "cancelled"] as const;

export type Erased = { events: number; changes: number };

type Change = {
  id: string;
  batch_id: string;
  kind: string;
  description: string;
  input: string;
  target: string;
  reason: string | null;
  team: string | null;
};

/**
 * Erases what Rollcall remembers of a person by name and address: in the audit log, in the journal of changes that ended,
 * in requests that were decided, in plans of programs, in reviews that have ended, in what syncs saw, in invitations, offboardings and saved views. That something happened, when and
 * through whom, stays. What the vendors list now is theirs and stays too. Throws NOT_FOUND.
 */
export const erasePerson = (personId: string, actor: NewEvent["actor"]): Promise<Erased> =>
  outsideViews(async () => {
    const accounts = await accountsOf(personId);
    const offboarded = await db()
      .selectFrom("offboardings")
      .select(["batch_id", "email", "label"])
      .where("person_id", "=", personId)
      .execute();
    const reviewed = await db()
      .selectFrom("review_items")
      .select(["label", "name", "email", "email_key"])
      .where("person_id", "=", personId)
      .execute();
    if (accounts.length === 0 && offboarded.length === 0 && reviewed.length === 0)
      throw new AppError("NOT_FOUND", { reason: "Nothing is known of this person any more" });
    const emails = [
      ...accounts.map((one) => one.email_key),
      ...offboarded.map((one) => one.email?.toLowerCase()),
      ...reviewed.map((one) => one.email_key),
    ];
    const keys = [...new Set(emails)].filter((key) => key !== null && key !== undefined);
    const targets = new Set(await targetsOf(accounts));
    const changes = await endedChanges([...targets]);
    const userIds = new Set(accounts.map((one) => one.user_id).filter((id) => id !== ""));
    const subjects = changes.map(
      ({ description }) => (JSON.parse(description) as { subject?: string }).subject,
    );
    const names = [
      ...(await namesOf(personId)),
      ...subjects,
      ...offboarded.map((one) => one.label),
      ...reviewed.flatMap((one) => [one.name, one.email ?? ""]),
    ];
    const known = [...new Set([...names, ...keys])].filter((name) => name !== undefined && name !== SOMEBODY);
    const isNamedIn = namesAny(known as string[]);
    const person: Person = { id: personId, emails: keys, targets, userIds, isNamedIn };
    const requests = await findRequests(person);
    const together = await changesAmong(person);
    // The journal last: should this end half-way, doing it again finds the events by their changes still.
    const events = await eraseTraces(
      {
        emails: keys,
        personId,
        changeIds: new Set([...changes, ...together].map((change) => change.id)),
        batchIds: new Set([...changes.map((one) => one.batch_id), ...offboarded.map((one) => one.batch_id)]),
        aboutIds: new Set([...requests.map((request) => request.id), ...(await endedReviewsOf(personId))]),
        isNamedIn: person.isNamedIn,
      },
      actor,
      { about: "person" },
    );
    for (const { id, description } of together)
      await transact((tx) => tx.updateTable("changes").set({ description }).where("id", "=", id).execute());
    for (const some of chunks(changes, 100))
      await transact(async (tx) => {
        for (const change of some) await eraseChange(tx, change, person);
        for (const batchId of new Set(some.map((change) => change.batch_id)))
          await eraseBatchName(tx, batchId, person);
      });
    await transact(async (tx) => {
      for (const { vendor, user_id } of accounts) if (user_id !== "") await eraseSeen(tx, vendor, user_id);
      if (keys.length > 0)
        await tx
          .deleteFrom("invitations")
          .where("email_key", "in", keys)
          .where((where) =>
            where.or([where("confirmed_at", "is not", null), where("dismissed_at", "is not", null)]),
          )
          .execute();
      await eraseOffboardings(tx, person);
      await eraseReviews(tx, person);
      await eraseViews(tx, person);
      await eraseNotices(tx, person.isNamedIn);
      await erasePlans(tx, person);
      for (const request of requests) await eraseRequest(tx, request, person);
    });
    return { events, changes: changes.length };
  });

/** Changes that ended and are about several people, with what they say without this one. */
async function changesAmong(person: Person): Promise<{ id: string; description: string }[]> {
  const rows = await db()
    .selectFrom("changes")
    .select(["id", "description"])
    .where("kind", "=", "team.create")
    .where("state", "in", ENDED)
    .execute();
  return rows.flatMap(({ id, description }) => {
    const clean = withoutAmong(JSON.parse(description) as Record<string, unknown>, person);
    return clean ? [{ id, description: JSON.stringify(clean) }] : [];
  });
}

async function endedChanges(targets: readonly string[]): Promise<Change[]> {
  const changes: Change[] = [];
  for (const some of chunks(targets, 5_000))
    changes.push(
      ...(await db()
        .selectFrom("changes")
        .leftJoin("teams", "teams.id", "changes.team_id")
        .select(["changes.id", "batch_id", "changes.kind", "description", "input", "target", "reason"])
        .select("teams.name as team")
        .where("target", "in", some)
        .where("state", "in", ENDED)
        .execute()),
    );
  return changes;
}

async function eraseChange(tx: Tx, change: Change, person: Person): Promise<void> {
  const said = JSON.parse(change.description) as Record<string, unknown>;
  const { email: _email, ...clean } = withoutPerson(said, {
    title: erasedTitle(change.kind, said.teamName ?? change.team),
  });
  const input = JSON.parse(change.input) as Record<string, unknown>;
  await tx
    .updateTable("changes")
    .set({
      description: JSON.stringify({ ...clean, subject: SOMEBODY }),
      input: JSON.stringify(withoutPerson(input, { title: "" })),
      target: person.emails.some((key) => change.target.endsWith(`:${key}`))
        ? `${change.target.split(":").slice(0, 2).join(":")}:erased`
        : change.target,
      reason:
        change.reason !== null && person.isNamedIn(change.reason)
          ? `A reason that named ${SOMEBODY}`
          : change.reason,
    })
    .where("id", "=", change.id)
    .execute();
}

/** Views that somebody called after them, or that look for them. */
async function eraseViews(tx: Tx, person: Person): Promise<void> {
  const rows = await tx.selectFrom("saved_views").select(["id", "name", "query"]).execute();
  for (const { id, name, query } of rows)
    if (person.isNamedIn(name) || person.isNamedIn(new URLSearchParams(query).get("q") ?? ""))
      await tx.deleteFrom("saved_views").where("id", "=", id).execute();
}

async function eraseSeen(tx: Tx, vendor: VendorId, userId: string): Promise<void> {
  const rows = await tx
    .selectFrom("observations")
    .innerJoin("connections", "connections.id", "observations.connection_id")
    .select(["observations.id", "observations.kind", "observations.data"])
    .where("connections.vendor", "=", vendor)
    .where("observations.subject", "=", userId)
    .where("observations.kind", "in", ["member.joined", "member.left", "member.roleChanged"])
    .execute();
  for (const { id, kind, data } of rows) {
    const { name: _name, email: _email, ...rest } = JSON.parse(data) as Record<string, unknown>;
    await tx
      .updateTable("observations")
      .set({ data: JSON.stringify({ ...rest, name: SOMEBODY }), search_key: kind.toLowerCase() })
      .where("id", "=", id)
      .execute();
  }
}

/** Under which names and addresses the vendors know them now, or last did. */
async function namesOf(personId: string): Promise<string[]> {
  const rows = await db()
    .selectFrom("members")
    .select(["name", "email"])
    .where("person_id", "=", personId)
    .execute();
  return rows.flatMap(({ name, email }) => [name, email ?? ""]);
}
