import "server-only";
import { sql } from "kysely";
import type { Actor } from "#lib/access/auth/actor.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId, nowIso } from "#lib/core/ids.ts";
import { tokenBinding, tokenHint } from "#lib/directory/connections/token.ts";
import { storeEntry } from "#lib/directory/doors/mutations.ts";
import { lockPeople, peopleOfMembers, recomputePeople } from "#lib/directory/people/maintain.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { seal, sealedDigest, unseal } from "#lib/store/crypto/key-ring.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { textKey } from "#lib/store/db/text-key.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import type { TokenCheck, TokenTarget } from "#lib/vendors/port.ts";

const checked = (check: TokenCheck, target: TokenTarget) => ({
  token_user_id: check.user.id,
  token_user_name: check.user.name,
  token_user_email: check.user.email ?? null,
  may_view: target.may.view ? (1 as const) : (0 as const),
  may_manage: target.may.manage ? (1 as const) : (0 as const),
  rights: JSON.stringify(target.rights),
  state: "works" as const,
  state_reason: null,
});

/** A token is as old as its place in the store: neither vendor says when it was made. */
const stored = (actor: Actor, at: string) => ({
  token_stored_at: at,
  token_stored_by: actor === "system" ? null : actor.id,
  token_told_at: null,
});

/**
 * Stores a connection with its token sealed; with the `id` of one that is there (the same form again, whose first answer was
 * lost) it is that one. Throws CONFLICT when the target is connected already, KEY_REUSED when that form held another token or
 * target then. Returns its id.
 */
export async function insertConnection(
  actor: Actor,
  input: { vendor: VendorId; token: string; label: string },
  check: TokenCheck,
  target: TokenTarget,
  id = newId(),
): Promise<string> {
  const at = nowIso();
  const place = { id, vendor: input.vendor, target_id: target.id };
  const sealed = await seal(input.token, tokenBinding(place));
  const earlier = await transact(async (tx) => {
    const same = await tx
      .selectFrom("connections")
      .select(["id", "vendor", "target_id", "sealed_token"])
      .where("id", "=", id)
      .executeTakeFirst();
    if (same) return same;
    const twin = await tx
      .selectFrom("connections")
      .select("label")
      .where("vendor", "=", input.vendor)
      .where("target_id", "=", target.id)
      .executeTakeFirst();
    if (twin) {
      const reason = `${target.name} is connected already, as ${twin.label}. Replace its token instead.`;
      throw new AppError("CONFLICT", { reason, fields: { targetId: [reason] } });
    }
    await tx
      .insertInto("connections")
      .values({
        ...place,
        target_name: target.name,
        namespace: target.namespace ?? null,
        label: input.label,
        label_key: textKey(input.label),
        sealed_token: sealed,
        token_hint: tokenHint(input.token),
        ...checked(check, target),
        state_at: at,
        checked_at: at,
        created_at: at,
        created_by: actor === "system" ? null : actor.id,
        updated_at: at,
        ...stored(actor, at),
      })
      .execute();
    if (target.entry) await storeEntry(tx, id, target.entry, at);
    await appendEvent(tx, {
      action: "connection.create",
      actor,
      outcome: "done",
      connectionId: id,
      facts: {
        vendor: input.vendor,
        label: input.label,
        targetId: target.id,
        sealedToken: sealedDigest(sealed),
      },
      search: `${input.label} ${target.name}`,
    });
    return undefined;
  });
  if (!earlier) return id;
  const isSame = earlier.vendor === input.vendor && earlier.target_id === target.id;
  if (!isSame || (await unseal(earlier.sealed_token, tokenBinding(earlier))) !== input.token)
    throw new AppError("KEY_REUSED");
  return id;
}

/** Stores the result of a check, and a new token where one is given. Throws NOT_FOUND. */
export async function recordCheck(
  actor: Actor,
  id: string,
  check: TokenCheck,
  target: TokenTarget,
  token?: string,
): Promise<void> {
  const at = nowIso();
  const row = await db()
    .selectFrom("connections")
    .select(["id", "vendor", "target_id"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (!row) throw new AppError("NOT_FOUND", { reason: "This connection was deleted" });
  const sealed = token === undefined ? undefined : await seal(token, tokenBinding(row));
  await transact(async (tx) => {
    const updated = await tx
      .updateTable("connections")
      .set({
        ...checked(check, target),
        target_name: target.name,
        namespace: target.namespace ?? null,
        ...(sealed === undefined || token === undefined
          ? {}
          : { sealed_token: sealed, token_hint: tokenHint(token), ...stored(actor, at) }),
        state_at: at,
        checked_at: at,
        updated_at: at,
      })
      .where("id", "=", id)
      .returning("label")
      .executeTakeFirst();
    if (!updated) throw new AppError("NOT_FOUND", { reason: "This connection was deleted" });
    if (target.entry) await storeEntry(tx, id, target.entry, at);
    await appendEvent(tx, {
      action: token === undefined ? "connection.check" : "connection.replaceToken",
      actor,
      outcome: "done",
      connectionId: id,
      facts: {
        vendor: row.vendor,
        label: updated.label,
        ...(sealed ? { sealedToken: sealedDigest(sealed) } : {}),
      },
      search: updated.label,
    });
  });
}

/** Renames a connection inside Rollcall. Throws NOT_FOUND. */
export async function relabelConnection(actor: Actor, id: string, label: string): Promise<void> {
  await transact(async (tx) => {
    const before = await tx.selectFrom("connections").select("label").where("id", "=", id).executeTakeFirst();
    if (!before) throw new AppError("NOT_FOUND", { reason: "This connection was deleted" });
    if (before.label === label) return;
    await tx
      .updateTable("connections")
      .set({ label, label_key: textKey(label), updated_at: nowIso() })
      .where("id", "=", id)
      .execute();
    await appendEvent(tx, {
      action: "connection.relabel",
      actor,
      outcome: "done",
      connectionId: id,
      facts: { before: before.label, after: label },
      search: `${before.label} ${label}`,
    });
  });
}

/**
 * Forgets a connection, its token and every row copied through it. The vendor is not told and nothing changes there;
 * the journal and the audit log keep what was done. Throws NOT_FOUND.
 */
export async function deleteConnection(
  actor: Actor,
  id: string,
  within?: (tx: Tx) => Promise<void>,
): Promise<void> {
  await transact(async (tx) => {
    await within?.(tx);
    await lockPeople(tx);
    const people = await peopleOfMembers(tx, sql`connection_id = ${id}`);
    const gone = await tx
      .deleteFrom("connections")
      .where("id", "=", id)
      .returning(["label", "vendor", "target_id"])
      .executeTakeFirst();
    if (!gone) throw new AppError("NOT_FOUND", { reason: "This connection was deleted already" });
    await recomputePeople(tx, people);
    await appendEvent(tx, {
      action: "connection.delete",
      actor,
      outcome: "done",
      connectionId: id,
      facts: { vendor: gone.vendor, label: gone.label, targetId: gone.target_id },
      search: gone.label,
    });
  });
}

/** The name of a target noun in a sentence: "team", "organization". */
export const targetNoun = (vendor: VendorId): string => VENDOR_FACTS[vendor].targetNoun.toLowerCase();
