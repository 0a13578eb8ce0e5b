import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { MembersScreen } from "#components/members/members-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { FIRST_ROWS } from "#lib/core/filter/fields.ts";
import { getDoors } from "#lib/directory/doors/data.ts";
import { listInvitations } from "#lib/directory/invitations/data.ts";
import { listMembers } from "#lib/directory/members/data.ts";
import { memberFilterSchema } from "#lib/directory/members/schema.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import { lookAt } from "#lib/directory/sync/look.ts";
import { getTeam } from "#lib/directory/teams/data.ts";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Record<string, unknown>> };

const readTeam = cache(getTeam);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return asPageViewer("member.read", async () => {
    const team = await readTeam((await params).id);
    return { title: team?.name ?? "Not found" };
  });
}

export default async function MembersPage({ params, searchParams }: Props) {
  return asPageViewer("member.read", async (viewer) => {
    const team = await readTeam((await params).id);
    if (!team) notFound();
    await lookAt([listId(team.id, "members")]);
    const filter = memberFilterSchema.parse({ ...(await searchParams), ...FIRST_ROWS });
    const [page, invitations, [doors]] = await Promise.all([
      listMembers(team.id, filter),
      listInvitations(team.id),
      getDoors(team.kind === "organization" ? [team.connectionId] : []),
    ]);
    return (
      <MembersScreen
        key={team.id}
        team={team}
        role={viewer.role}
        initial={{ filter, page }}
        invitations={invitations}
        doors={doors}
      />
    );
  });
}
