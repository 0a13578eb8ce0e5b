import "server-only";
import type { Actor } from "#lib/access/auth/actor.ts";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import { identityOf } from "#lib/directory/people/identity.ts";
import { lockPeople, recomputePeople } from "#lib/directory/people/maintain.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { type Tx, transact } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";

type Row = { id: string; identityId: string; label: string };

async function rowsOf(tx: Tx, personId: string): Promise<Row[]> {
  const rows = await tx
    .selectFrom("members")
    .select(["id", "vendor", "user_id", "email", "email_key", "name"])
    .where("person_id", "=", personId)
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    identityId: identityOf({ vendor: row.vendor, userId: row.user_id, emailKey: row.email_key }),
    label: row.email || row.name || row.user_id,
  }));
}

async function nameOf(tx: Tx, personId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom("people")
    .select(["name", "email", "id"])
    .where("id", "=", personId)
    .executeTakeFirst();
  return row && (row.name || row.email || (await rowsOf(tx, personId))[0]?.label || row.id);
}

const idOf = (actor: Actor): string => (actor === "system" ? "system" : actor.id);

/**
 * Makes one person of two: all that belongs to `personId` belongs to `intoId` from now on, also what a sync brings later. At the
 * vendors nothing changes. Throws NOT_FOUND (either is gone), CONFLICT (the same person).
 */
export async function linkPerson(
  actor: Actor,
  { personId, intoId }: { personId: string; intoId: string },
): Promise<void> {
  if (personId === intoId) throw new AppError("CONFLICT", { reason: "This is the same person" });
  await transact(async (tx) => {
    await lockPeople(tx);
    const [label, into] = [await nameOf(tx, personId), await nameOf(tx, intoId)];
    if (label === undefined || into === undefined)
      throw new AppError("NOT_FOUND", { reason: "This person is gone, or linked already" });
    const rows = await rowsOf(tx, personId);
    const identities = new Map(rows.map((row) => [row.identityId, row.label]));
    await tx
      .updateTable("person_links")
      .set({ person_id: intoId })
      .where("person_id", "=", personId)
      .execute();
    const known = new Set(
      (
        await tx.selectFrom("person_links").select("identity_id").where("person_id", "=", intoId).execute()
      ).map((link) => link.identity_id),
    );
    const made = [...identities].filter(([id]) => !known.has(id));
    // Its own identity too, should nobody carry it just now: it must not come back as somebody else.
    if (!identities.has(personId) && !known.has(personId)) made.push([personId, label]);
    for (const some of chunks(made))
      await tx
        .insertInto("person_links")
        .values(
          some.map(([identityId, text]) => ({
            identity_id: identityId,
            person_id: intoId,
            label: text,
            created_by: idOf(actor),
            created_at: nowIso(),
          })),
        )
        .execute();
    await tx.updateTable("members").set({ person_id: intoId }).where("person_id", "=", personId).execute();
    await recomputePeople(tx, [personId, intoId]);
    await appendEvent(tx, {
      action: "person.link",
      actor,
      outcome: "done",
      personal: { personId, intoId, label, into, identities: [...identities.values()] },
      search: `${label} ${into} ${[...identities.values()].join(" ")}`,
    });
  });
}

/** Undoes a link: this e-mail or account is a person of its own again. Throws NOT_FOUND when it is not linked there. */
export async function unlinkIdentity(
  actor: Actor,
  { personId, identityId }: { personId: string; identityId: string },
): Promise<void> {
  await transact(async (tx) => {
    await lockPeople(tx);
    const from = await nameOf(tx, personId);
    const link = await tx
      .deleteFrom("person_links")
      .where("identity_id", "=", identityId)
      .where("person_id", "=", personId)
      .returning("label")
      .executeTakeFirst();
    if (!link) throw new AppError("NOT_FOUND", { reason: "This was unlinked already" });
    const rows = (await rowsOf(tx, personId)).filter((row) => row.identityId === identityId);
    for (const some of chunks(rows))
      await tx
        .updateTable("members")
        .set({ person_id: identityId })
        .where(
          "id",
          "in",
          some.map((row) => row.id),
        )
        .execute();
    await recomputePeople(tx, [personId, identityId]);
    const label = rows[0]?.label ?? link.label;
    await appendEvent(tx, {
      action: "person.unlink",
      actor,
      outcome: "done",
      personal: { personId: identityId, intoId: personId, label, from: from ?? label },
      search: `${label} ${from ?? ""}`,
    });
  });
}
