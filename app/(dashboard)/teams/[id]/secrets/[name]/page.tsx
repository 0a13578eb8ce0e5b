import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { SecretScreen } from "#components/secrets/secret-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { secretDetails } from "#lib/directory/secrets/details.ts";
import { freshnessOf, listId } from "#lib/directory/sync/lists.ts";
import { lookAt } from "#lib/directory/sync/look.ts";
import { getTeam } from "#lib/directory/teams/data.ts";
import { withUndo } from "#lib/insight/activity/history.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

type Props = { params: Promise<{ id: string; name: string }> };

const readTeam = cache(getTeam);

/** The name as it stands in the address, where any sign of it may be escaped. */
function nameOf(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const read = cache(async (teamId: string, segment: string) => {
  const team = await readTeam(teamId);
  if (!team || !VENDOR_FACTS[team.vendor].capabilities.secrets) return undefined;
  const details = await secretDetails(team.id, nameOf(segment));
  return details && { team, details };
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return asPageViewer("secret.read", async () => {
    const { id, name } = await params;
    const found = await read(id, name);
    return { title: found?.details.secret.name ?? "Not found" };
  });
}

export default async function SecretPage({ params }: Props) {
  return asPageViewer("secret.read", async (viewer) => {
    const { id, name } = await params;
    const found = await read(id, name);
    if (!found) notFound();
    const list = listId(found.team.id, "secrets");
    await lookAt([list]);
    const freshness = (await freshnessOf([list])).get(list);
    return (
      <SecretScreen
        key={found.details.secret.id}
        team={found.team}
        role={viewer.role}
        initial={{ ...found.details, history: await withUndo(found.details.history, viewer) }}
        freshness={freshness}
      />
    );
  });
}
