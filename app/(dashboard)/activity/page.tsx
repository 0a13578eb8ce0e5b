import type { Metadata } from "next";
import { ActivityScreen } from "#components/activity/activity-screen.tsx";
import { listActivity, listActors } from "#lib/activity/data.ts";
import { activityFilterSchema } from "#lib/activity/schema.ts";
import { can } from "#lib/auth/permissions.ts";
import { asPageViewer } from "#lib/auth/session.ts";
import { listTeamNames } from "#lib/teams/data.ts";

export const metadata: Metadata = { title: "Activity" };

export default async function ActivityPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  return asPageViewer("activity.read", async (viewer) => {
    const filter = activityFilterSchema.omit({ before: true }).parse(await searchParams);
    const [page, actors, teams] = await Promise.all([
      listActivity(filter, { viewer }),
      listActors(),
      listTeamNames({ withSecrets: false }),
    ]);
    return (
      <ActivityScreen
        initial={page}
        initialFilter={filter}
        actors={actors}
        teams={teams}
        mayExport={can(viewer, "activity.export")}
      />
    );
  });
}
