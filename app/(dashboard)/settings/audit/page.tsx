import type { Metadata } from "next";
import { TrailScreen } from "#components/trail/trail-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { getTrail } from "#lib/insight/trail/data.ts";

export const metadata: Metadata = { title: "Audit log" };

export default async function AuditPage() {
  return asPageViewer("audit.read", async () => <TrailScreen initial={await getTrail()} />);
}
