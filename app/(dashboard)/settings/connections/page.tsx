import type { Metadata } from "next";
import { ConnectionsScreen } from "#components/connections/connections-screen.tsx";
import { can } from "#lib/auth/permissions.ts";
import { asPageViewer } from "#lib/auth/session.ts";
import { listConnections } from "#lib/connections/data.ts";

export const metadata: Metadata = { title: "Connections" };

export default async function ConnectionsPage() {
  return asPageViewer("connection.read", async (viewer) => {
    return (
      <ConnectionsScreen initial={await listConnections()} mayManage={can(viewer, "connection.create")} />
    );
  });
}
