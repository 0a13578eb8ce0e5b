import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { TeamSecretsScreen } from "#components/secrets/team-secrets-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { FIRST_ROWS } from "#lib/core/filter/fields.ts";
import { listSecrets } from "#lib/directory/secrets/data.ts";
import { secretFilterSchema } from "#lib/directory/secrets/schema.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import { lookAt } from "#lib/directory/sync/look.ts";
import { getTeam } from "#lib/directory/teams/data.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Record<string, unknown>> };

const readTeam = cache(getTeam);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return asPageViewer("secret.read", async () => {
    const team = await readTeam((await params).id);
    return { title: team?.name ?? "Not found" };
  });
}

export default async function TeamSecretsPage({ params, searchParams }: Props) {
  return asPageViewer("secret.read", async (viewer) => {
    const team = await readTeam((await params).id);
    if (!team || !VENDOR_FACTS[team.vendor].capabilities.secrets) notFound();
    await lookAt([listId(team.id, "secrets")]);
    const filter = secretFilterSchema.parse({ ...(await searchParams), ...FIRST_ROWS });
    const page = await listSecrets(team.id, filter);
    return <TeamSecretsScreen key={team.id} team={team} role={viewer.role} initial={{ filter, page }} />;
  });
}
