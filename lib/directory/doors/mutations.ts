import "server-only";
import { type Tx, transact } from "#lib/store/db/connection.ts";
import type { InviteLink, OrgEntry } from "#lib/vendors/port.ts";

const bit = (flag: boolean | undefined): 0 | 1 | null => (flag === undefined ? null : flag ? 1 : 0);
/** A role's word as its column keeps it: null is a guest, "" not known. */
export const storedRole = (role: string | null | undefined): string | null =>
  role === undefined ? "" : role;

/** Writes what an organization's own answer said, read at `at`. */
export async function storeEntry(tx: Tx, connectionId: string, entry: OrgEntry, at: string): Promise<void> {
  const said = {
    enforces_sso: bit(entry.enforcesSso),
    join_domains: entry.joinDomains === undefined ? null : JSON.stringify(entry.joinDomains),
    allows_links: bit(entry.allowsLinks),
    join_role: storedRole(entry.joinRole),
    entry_at: at,
  };
  await tx
    .insertInto("doors")
    .values({ connection_id: connectionId, links_at: null, ...said })
    .onConflict((conflict) => conflict.column("connection_id").doUpdateSet(said))
    .execute();
}

/** Puts the open links that a complete reading found, begun at `begunAt`, in place of those that were known. */
export async function storeLinks(
  connectionId: string,
  links: readonly InviteLink[],
  begunAt: string,
): Promise<void> {
  await transact(async (tx) => {
    // What a change of ours deleted since the reading began stays deleted.
    const later = await tx
      .selectFrom("invite_links")
      .select("link_id")
      .where("connection_id", "=", connectionId)
      .where("removed_at", ">=", begunAt)
      .execute();
    const deleted = new Set(later.map((row) => row.link_id));
    await tx
      .deleteFrom("invite_links")
      .where("connection_id", "=", connectionId)
      .where((where) => where.or([where("removed_at", "is", null), where("removed_at", "<", begunAt)]))
      .execute();
    const open = new Map(links.filter(({ id }) => !deleted.has(id)).map((link) => [link.id, link]));
    if (open.size > 0)
      await tx
        .insertInto("invite_links")
        .values(
          [...open.values()].map(({ id, role }) => ({
            connection_id: connectionId,
            link_id: id,
            role: storedRole(role),
            seen_at: begunAt,
            removed_at: null,
          })),
        )
        .execute();
    await tx
      .insertInto("doors")
      .values({
        ...{ connection_id: connectionId, enforces_sso: null, join_domains: null, allows_links: null },
        ...{ join_role: "", entry_at: null, links_at: begunAt },
      })
      .onConflict((conflict) => conflict.column("connection_id").doUpdateSet({ links_at: begunAt }))
      .execute();
  });
}

/** A change of ours deleted a link, or found it gone. */
export async function removeLink(tx: Tx, connectionId: string, linkId: string, at: string): Promise<void> {
  await tx
    .updateTable("invite_links")
    .set({ removed_at: at })
    .where("connection_id", "=", connectionId)
    .where("link_id", "=", linkId)
    .execute();
}
