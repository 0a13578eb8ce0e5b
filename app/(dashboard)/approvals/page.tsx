import type { Metadata } from "next";
import { ApprovalsScreen } from "#components/approvals/approvals-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { listApprovals } from "#lib/changes/approvals/data.ts";

export const metadata: Metadata = { title: "Approvals" };

export default async function ApprovalsPage() {
  return asPageViewer("approval.read", async (viewer) => {
    const { waiting, more, ended } = await listApprovals(viewer);
    return <ApprovalsScreen waiting={waiting} more={more} ended={ended} />;
  });
}
