import "server-only";
import type { LinkRow, OrgDoors } from "#lib/directory/doors/schema.ts";
import { db } from "#lib/store/db/connection.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

const roleIn = (stored: string | null): { role?: string | null } => (stored === "" ? {} : { role: stored });

/** The doors of these connections as they were read last; those whose vendor has none are left out. */
export async function getDoors(connectionIds: readonly string[]): Promise<OrgDoors[]> {
  if (connectionIds.length === 0) return [];
  const [rows, links] = await Promise.all([
    db()
      .selectFrom("connections")
      .leftJoin("doors", "doors.connection_id", "connections.id")
      .leftJoin("teams", (join) =>
        join
          .onRef("teams.connection_id", "=", "connections.id")
          .on("teams.kind", "=", "organization")
          .on("teams.removed_at", "is", null),
      )
      .select(["connections.id", "connections.vendor", "connections.target_name", "teams.id as team_id"])
      .select(["enforces_sso", "join_domains", "allows_links", "join_role", "entry_at", "links_at"])
      .where("connections.id", "in", connectionIds)
      .orderBy("connections.label_key")
      .execute(),
    linksOf(connectionIds),
  ]);
  return rows
    .filter((row) => VENDOR_FACTS[row.vendor].capabilities.doors)
    .map((row) => ({
      connectionId: row.id,
      vendor: row.vendor,
      organization: row.target_name,
      ...(row.team_id ? { teamId: row.team_id } : {}),
      ...(row.enforces_sso === null ? {} : { enforcesSso: row.enforces_sso === 1 }),
      ...(row.join_domains === null ? {} : { joinDomains: JSON.parse(row.join_domains) as string[] }),
      ...(row.allows_links === null ? {} : { allowsLinks: row.allows_links === 1 }),
      ...(row.entry_at === null || row.join_role === "" ? {} : { joinRole: row.join_role }),
      links: links.get(row.id) ?? [],
      ...(row.entry_at ? { entryAt: row.entry_at } : {}),
      ...(row.links_at ? { linksAt: row.links_at } : {}),
    }));
}

async function linksOf(connectionIds: readonly string[]): Promise<Map<string, LinkRow[]>> {
  const rows = await db()
    .selectFrom("invite_links")
    .select(["connection_id", "link_id", "role"])
    .where("connection_id", "in", connectionIds)
    .where("removed_at", "is", null)
    .orderBy("link_id")
    .execute();
  const byConnection = Map.groupBy(rows, (row) => row.connection_id);
  return new Map(
    [...byConnection].map(([id, some]) => [
      id,
      some.map((row) => ({ id: row.link_id, ...roleIn(row.role) })),
    ]),
  );
}

/** An open invite link as it is known; undefined when it is not. */
export async function knownLink(connectionId: string, linkId: string): Promise<LinkRow | undefined> {
  return (await linksOf([connectionId])).get(connectionId)?.find(({ id }) => id === linkId);
}
