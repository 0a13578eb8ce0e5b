import type { Metadata } from "next";
import { ConnectionsScreen } from "#components/connections/connections-screen.tsx";
import { can } from "#lib/auth/permissions.ts";
import { requirePageViewer } from "#lib/auth/session.ts";
import { listConnections } from "#lib/connections/data.ts";

export const metadata: Metadata = { title: "Connections" };

export default async function ConnectionsPage() {
  const viewer = await requirePageViewer("connection.read");
  return <ConnectionsScreen initial={await listConnections()} mayManage={can(viewer, "connection.create")} />;
}
