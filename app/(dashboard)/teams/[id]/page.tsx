import { redirect } from "next/navigation";
import { asPageViewer } from "#lib/access/auth/session.ts";

export default async function TeamPage({ params }: { params: Promise<{ id: string }> }) {
  return asPageViewer("team.read", async () => {
    const { id } = await params;
    redirect(`/teams/${encodeURIComponent(decodeURIComponent(id))}/members`);
  });
}
