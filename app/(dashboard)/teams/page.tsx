import type { Metadata } from "next";
import { TeamsScreen } from "#components/teams/teams-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { FIRST_ROWS } from "#lib/core/filter/fields.ts";
import { listConnections } from "#lib/directory/connections/data.ts";
import { listTeams } from "#lib/directory/teams/data.ts";
import { listManagers } from "#lib/directory/teams/managed.ts";
import { teamFilterSchema } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

export const metadata: Metadata = { title: "Teams" };

export default async function TeamsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, unknown>>;
}) {
  return asPageViewer("team.read", async (viewer) => {
    const filter = teamFilterSchema.parse({ ...(await searchParams), ...FIRST_ROWS });
    const [connections, managers] = await Promise.all([listConnections(), listManagers()]);
    // Who manages what is asked of the vendor: that must not hold up the page, so the browser asks for those rows.
    const { managedBy: _asked, ...stored } = filter;
    const page = await listTeams(stored, viewer);
    const organizations = connections
      .filter(
        (connection) => VENDOR_FACTS[connection.vendor].capabilities.createTeam && connection.may.manage,
      )
      .map((connection) => ({
        connectionId: connection.id,
        vendor: connection.vendor,
        name: connection.targetName,
        label: connection.label,
      }));
    const organizationPages = connections.flatMap(({ vendor, teamId, targetName }) =>
      VENDOR_FACTS[vendor].capabilities.organization && teamId ? [{ teamId, name: targetName }] : [],
    );
    return (
      <TeamsScreen
        role={viewer.role}
        managers={managers}
        organizations={organizations}
        organizationPages={organizationPages}
        hasConnections={connections.length > 0}
        initial={{ filter: stored, page }}
      />
    );
  });
}
