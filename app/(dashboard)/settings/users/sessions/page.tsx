import type { Metadata } from "next";
import { AllSessions } from "#components/sessions/all-sessions.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { listAllSessions } from "#lib/access/auth/sessions.ts";

export const metadata: Metadata = { title: "Sessions" };

export default async function SessionsPage() {
  return asPageViewer("session.read", async (viewer) => (
    <AllSessions sessions={await listAllSessions(viewer)} />
  ));
}
