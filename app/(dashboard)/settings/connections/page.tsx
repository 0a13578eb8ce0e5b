import type { Metadata } from "next";
import { ConnectionsScreen } from "#components/connections/connections-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { can } from "#lib/core/permissions.ts";
import { listConnections } from "#lib/directory/connections/data.ts";

export const metadata: Metadata = { title: "Connections" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ConnectionsPage({ searchParams }: Props) {
  const { replace } = await searchParams;
  return asPageViewer("connection.read", async (viewer) => {
    return (
      <ConnectionsScreen
        initial={await listConnections()}
        mayManage={can(viewer, "connection.create")}
        replacing={typeof replace === "string" ? replace : undefined}
      />
    );
  });
}
