import "server-only";
import { db, type Tx, transact } from "#lib/db/connection.ts";
import { outsideViews } from "#lib/db/view.ts";
import { AppError } from "#lib/errors.ts";
import { accountsOf, targetsOf } from "#lib/people/history.ts";
import { chunks } from "#lib/sync/rows.ts";
import type { NewEvent } from "./append.ts";
import { eraseTraces } from "./erase.ts";

/** Stands in the place of a name that was erased. */
const SOMEBODY = "somebody";
const ENDED = ["done", "failed", "skipped", "unknown", "cancelled"] as const;

export type Erased = { events: number; changes: number };

type Change = {
  id: string;
  batch_id: string;
  description: string;
  input: string;
  target: string;
  reason: string | null;
};

/**
 * Erases what Rollcall remembers of a person by name and address: in the audit log, in the journal of changes that ended,
 * in what syncs saw, in invitations and offboardings. That something happened, when and through whom, stays. What the
 * vendors list now is theirs and stays too. Throws NOT_FOUND.
 */
export const erasePerson = (personId: string, actor: NewEvent["actor"]): Promise<Erased> =>
  outsideViews(async () => {
    const accounts = await accountsOf(personId);
    const links = await db()
      .selectFrom("offboardings")
      .select("email")
      .where("person_id", "=", personId)
      .execute();
    if (accounts.length === 0 && links.length === 0)
      throw new AppError("NOT_FOUND", { reason: "Nothing is known of this person any more" });
    const emails = [...accounts.map((one) => one.email_key), ...links.map((one) => one.email?.toLowerCase())];
    const keys = [...new Set(emails)].filter((key) => key !== null && key !== undefined);
    const changes: Change[] = [];
    for (const some of chunks(await targetsOf(accounts), 5_000))
      changes.push(
        ...(await db()
          .selectFrom("changes")
          .select(["id", "batch_id", "description", "input", "target", "reason"])
          .where("target", "in", some)
          .where("state", "in", ENDED)
          .execute()),
      );
    const changeIds = new Set(changes.map((change) => change.id));
    // The journal last: should this end half-way, doing it again finds the events by their changes still.
    const events = await eraseTraces({ emails: keys, changeIds }, actor, { about: "person" });
    for (const some of chunks(changes, 100))
      await transact(async (tx) => {
        for (const change of some) await eraseChange(tx, change, keys);
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
      await eraseOffboardings(tx, personId);
      await eraseRequests(tx, [...keys, ...(await namesOf(tx, personId))]);
    });
    return { events, changes: changes.length };
  });

const without = (text: string, names: readonly string[]): string =>
  names.reduce((left, name) => (name === "" ? left : left.replaceAll(name, SOMEBODY)), text);

async function eraseChange(tx: Tx, change: Change, emails: readonly string[]): Promise<void> {
  const said = JSON.parse(change.description) as Record<string, unknown>;
  const { subject = "", email, ...rest } = said as { subject?: string; email?: string };
  const names = [subject, email ?? "", ...emails].filter((name) => name !== SOMEBODY);
  const clean = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      typeof value === "string" ? without(value, names) : value,
    ]),
  );
  const input = JSON.parse(change.input) as Record<string, unknown>;
  await tx
    .updateTable("changes")
    .set({
      description: JSON.stringify({ ...clean, subject: SOMEBODY }),
      input: without(JSON.stringify("email" in input ? { ...input, email: "" } : input), names),
      target: emails.some((key) => change.target.endsWith(`:${key}`))
        ? `${change.target.split(":").slice(0, 2).join(":")}:erased`
        : change.target,
      reason: change.reason === null ? null : without(change.reason, names),
    })
    .where("id", "=", change.id)
    .execute();
  const batch = await tx
    .selectFrom("batches")
    .select("name")
    .where("id", "=", change.batch_id)
    .executeTakeFirst();
  if (batch)
    await tx
      .updateTable("batches")
      .set({ name: without(batch.name, names) })
      .where("id", "=", change.batch_id)
      .execute();
}

async function eraseSeen(tx: Tx, vendor: string, userId: string): Promise<void> {
  const rows = await tx
    .selectFrom("observations")
    .innerJoin("connections", "connections.id", "observations.connection_id")
    .select(["observations.id", "observations.kind", "observations.data"])
    .where("connections.vendor", "=", vendor as "gitbook")
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
async function namesOf(tx: Tx, personId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom("members")
    .select(["name", "email"])
    .where("person_id", "=", personId)
    .execute();
  return [...new Set(rows.flatMap(({ name, email }) => [name, email ?? ""]))];
}

/** Requests for approval that were decided say what was asked for, in words. */
async function eraseRequests(tx: Tx, names: readonly string[]): Promise<void> {
  const rows = await tx
    .selectFrom("approvals")
    .select(["id", "name", "reason", "changes", "asked", "offboards"])
    .where("state", "!=", "pending")
    .execute();
  for (const { id, ...said } of rows) {
    const entries = Object.entries(said).map(([key, text]) => [
      key,
      text === null ? null : without(text, names),
    ]);
    const clean = Object.fromEntries(entries) as typeof said;
    if (Object.entries(clean).every(([key, text]) => text === said[key as keyof typeof said])) continue;
    await tx.updateTable("approvals").set(clean).where("id", "=", id).execute();
  }
}

async function eraseOffboardings(tx: Tx, personId: string): Promise<void> {
  const rows = await tx
    .selectFrom("offboardings")
    .select(["batch_id", "label", "email"])
    .where("person_id", "=", personId)
    .execute();
  for (const { batch_id, label, email } of rows) {
    const names = [label, email ?? ""].filter((name) => name !== SOMEBODY);
    const items = await tx
      .selectFrom("offboarding_items")
      .select(["key", "words"])
      .where("batch_id", "=", batch_id)
      .execute();
    for (const { key, words } of items)
      await tx
        .updateTable("offboarding_items")
        .set({ words: without(words, names) })
        .where("batch_id", "=", batch_id)
        .where("key", "=", key)
        .execute();
    const batch = await tx.selectFrom("batches").select("name").where("id", "=", batch_id).executeTakeFirst();
    await tx
      .updateTable("batches")
      .set({ name: without(batch?.name ?? "", names) })
      .where("id", "=", batch_id)
      .execute();
    await tx
      .updateTable("offboardings")
      .set({ label: SOMEBODY, email: null })
      .where("batch_id", "=", batch_id)
      .execute();
  }
}
