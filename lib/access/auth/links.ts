import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { newId } from "#lib/core/ids.ts";
import type { Role } from "#lib/core/permissions.ts";
import type { Tx } from "#lib/store/db/connection.ts";

const DAY_MS = 24 * 60 * 60_000;
export const JOIN_LIFETIME_MS = 7 * DAY_MS;
export const RESET_LIFETIME_MS = DAY_MS;

export type Link = { id: string; kind: "join" | "reset"; email: string; role: Role; userId: string | null };

const iso = (ms: number): string => new Date(ms).toISOString();
const hashOf = (token: string): string => createHash("sha256").update(token).digest("base64url");

type NewLink = { kind: Link["kind"]; email: string; role: Role; userId?: string; createdBy: string | null };

/** Makes a link and returns its id, its token (kept nowhere, only its hash is) and its path. */
export async function makeLink(
  tx: Tx,
  link: NewLink,
  now = Date.now(),
): Promise<{ id: string; path: string; expiresAt: string }> {
  const token = randomBytes(32).toString("base64url");
  const id = newId();
  const expiresAt = iso(now + (link.kind === "join" ? JOIN_LIFETIME_MS : RESET_LIFETIME_MS));
  await tx
    .insertInto("links")
    .values({
      id,
      kind: link.kind,
      token_hash: hashOf(token),
      user_id: link.userId ?? null,
      email: link.email,
      role: link.role,
      created_by: link.createdBy,
      created_at: iso(now),
      expires_at: expiresAt,
      used_at: null,
    })
    .execute();
  return { id, path: `/${link.kind}/${token}`, expiresAt };
}

/** The link that a token opens; undefined when it was used, revoked, is too old or never was. */
export async function findLink(
  db: Pick<Tx, "selectFrom">,
  kind: Link["kind"],
  token: string,
  now = Date.now(),
): Promise<Link | undefined> {
  if (!/^[\w-]{43}$/.test(token)) return undefined;
  return db
    .selectFrom("links")
    .select(["id", "kind", "email", "role", "user_id as userId"])
    .where("kind", "=", kind)
    .where("token_hash", "=", hashOf(token))
    .where("used_at", "is", null)
    .where("expires_at", ">", iso(now))
    .executeTakeFirst();
}

/** Uses a link up. False when somebody else just did. */
export async function consumeLink(tx: Tx, id: string, now = Date.now()): Promise<boolean> {
  const used = await tx
    .updateTable("links")
    .set({ used_at: iso(now) })
    .where("id", "=", id)
    .where("used_at", "is", null)
    .where("expires_at", ">", iso(now))
    .executeTakeFirst();
  return Number(used.numUpdatedRows) === 1;
}
