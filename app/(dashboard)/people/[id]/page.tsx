import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { OffboardButton } from "#components/offboarding/offboard-button.tsx";
import { PersonScreen } from "#components/people/person-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { startOffboarding } from "#lib/changes/offboarding/plan.ts";
import { offboardedFact } from "#lib/changes/offboarding/still-in.ts";
import { can } from "#lib/core/permissions.ts";
import { getDoors } from "#lib/directory/doors/data.ts";
import { getPerson, linkedTo } from "#lib/directory/people/person.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import { lookAt } from "#lib/directory/sync/look.ts";
import { historyFor } from "#lib/insight/activity/history.ts";

type Props = { params: Promise<{ id: string }> };

/** Lists that one look brings up to date; the schedule does the rest of somebody who is everywhere. */
const LISTS = 50;

const readPerson = cache(getPerson);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return asPageViewer("member.read", async () => {
    const person = await readPerson((await params).id);
    return { title: person?.shown ?? "Not found" };
  });
}

export default async function PersonPage({ params }: Props) {
  return asPageViewer("member.read", async (viewer) => {
    const { id } = await params;
    const person = await readPerson(id);
    if (!person) {
      const linked = await linkedTo(id);
      if (linked && linked !== id) redirect(`/people/${encodeURIComponent(linked)}`);
      notFound();
    }
    const teams = [...new Set(person.memberships.map(({ team }) => team.id))];
    await lookAt(teams.slice(0, LISTS).map((team) => listId(team, "members")));
    const connectionIds = person.memberships.flatMap(({ team }) =>
      team.kind === "organization" ? [team.connectionId] : [],
    );
    const mayOffboard = can(viewer, "offboarding.begin");
    const [history, doors, start, offboarded] = await Promise.all([
      historyFor(id, viewer),
      getDoors([...new Set(connectionIds)]),
      mayOffboard ? startOffboarding(person.memberships) : undefined,
      can(viewer, "activity.read") ? offboardedFact(id) : undefined,
    ]);
    const organizations = person.memberships.flatMap(({ team }) =>
      team.kind === "organization" ? [{ teamId: team.id, name: team.name, vendor: team.vendor }] : [],
    );
    return (
      <PersonScreen
        key={id}
        role={viewer.role}
        initial={{ person, history, doors }}
        offboarded={offboarded}
        mayErase={can(viewer, "audit.erase")}
        actions={
          start && (
            <OffboardButton
              person={{ id, label: person.shown }}
              organizations={organizations}
              doors={doors}
              start={start}
            />
          )
        }
      />
    );
  });
}
