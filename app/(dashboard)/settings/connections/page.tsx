import type { Metadata } from "next";
import { ConnectionsScreen } from "#components/connections/connections-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { can } from "#lib/core/permissions.ts";
import { listConnections } from "#lib/directory/connections/data.ts";

export const metadata: Metadata = { title: "Connections" };

export default async function ConnectionsPage() {
  return asPageViewer("connection.read", async (viewer) => {
    return (
      <ConnectionsScreen initial={await listConnections()} mayManage={can(viewer, "connection.create")} />
    );
  });
}
