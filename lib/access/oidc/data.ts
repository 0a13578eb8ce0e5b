import "server-only";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { findProvider } from "./config.ts";
import type { IdentityRow } from "./schema.ts";

/** The accounts at providers that are connected to one's own. */
export async function listIdentities(viewer: Pick<Viewer, "userId">): Promise<IdentityRow[]> {
  const rows = await db()
    .selectFrom("identities")
    .select(["id", "provider", "issuer", "email", "last_used_at"])
    .where("user_id", "=", viewer.userId)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  return rows.map(({ id, provider, issuer, email, last_used_at }) => ({
    id,
    provider,
    name: findProvider(provider)?.name ?? new URL(issuer).host,
    email,
    lastUsedAt: last_used_at,
  }));
}
