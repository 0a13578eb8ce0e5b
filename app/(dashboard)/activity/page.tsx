import type { Metadata } from "next";
import { ActivityScreen } from "#components/activity/activity-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { listTokenNames } from "#lib/access/tokens/data.ts";
import { can } from "#lib/core/permissions.ts";
import { activityFilterSchema } from "#lib/directory/activity/schema.ts";
import { getTeam } from "#lib/directory/teams/data.ts";
import { listActivity, listActors } from "#lib/insight/activity/data.ts";

export const metadata: Metadata = { title: "Activity" };

export default async function ActivityPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  return asPageViewer("activity.read", async (viewer) => {
    const filter = activityFilterSchema.parse({ ...(await searchParams), before: undefined });
    const [page, actors, tokens, team] = await Promise.all([
      listActivity(filter, { viewer }),
      listActors(),
      listTokenNames(viewer),
      filter.team ? getTeam(filter.team) : undefined,
    ]);
    return (
      <ActivityScreen
        initial={page}
        initialFilter={filter}
        actors={actors}
        tokens={tokens}
        teamName={team?.label}
        mayExport={can(viewer, "activity.export")}
        role={viewer.role}
      />
    );
  });
}
