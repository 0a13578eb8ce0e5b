import { redirect } from "next/navigation";
import { requirePageViewer } from "#lib/auth/session.ts";

export default async function TeamPage({ params }: { params: Promise<{ id: string }> }) {
  await requirePageViewer("team.read");
  const { id } = await params;
  redirect(`/teams/${encodeURIComponent(decodeURIComponent(id))}/members`);
}
