import type { Metadata } from "next";
import { BatchesBlock } from "#components/overview/batches-block.tsx";
import { ComingUpBlock } from "#components/overview/coming-up-block.tsx";
import { ConnectionsBlock } from "#components/overview/connections-block.tsx";
import { FirstSteps } from "#components/overview/first-steps.tsx";
import { LatestBlock } from "#components/overview/latest-block.tsx";
import { OverviewHeader } from "#components/overview/overview-header.tsx";
import { OverviewRefresh } from "#components/overview/overview-refresh.tsx";
import { SecretsBlock } from "#components/overview/secrets-block.tsx";
import { WaitingBlock } from "#components/overview/waiting-block.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { env } from "#lib/core/env.ts";
import { can } from "#lib/core/permissions.ts";
import { activityFilterSchema } from "#lib/directory/activity/schema.ts";
import { listActivity } from "#lib/insight/activity/data.ts";
import { listComingUp } from "#lib/insight/coming-up/data.ts";
import { getOverview } from "#lib/insight/overview/data.ts";
import { firstSteps } from "#lib/insight/overview/first-steps.ts";

export const metadata: Metadata = { title: "Overview" };

const LATEST_ROWS = 14;
/** Of what comes up. */
const NEXT = 3;

export default async function OverviewPage() {
  return asPageViewer("team.read", async (viewer) => {
    const [overview, latest, coming, steps] = await Promise.all([
      getOverview(viewer),
      listActivity(activityFilterSchema.parse({}), { limit: LATEST_ROWS, viewer }),
      can(viewer, "activity.read") ? listComingUp(viewer) : [],
      // There is nothing to set up about what is made up.
      env().ROLLCALL_DEMO ? [] : firstSteps(viewer),
    ]);
    return (
      <Screen>
        <OverviewRefresh />
        <OverviewHeader mayConnect={can(viewer, "connection.create")} hasSteps={steps.length > 0} />
        <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_404px] border-t border-line-faint max-[1023px]:block [[data-banner]+&]:border-t-0">
          <div className="min-w-0 pb-4">
            {steps.length > 0 && <FirstSteps steps={steps} />}
            <BatchesBlock batches={overview.batches} />
            <ComingUpBlock rows={coming.slice(0, NEXT)} total={coming.length} />
            <LatestBlock rows={latest.rows} />
          </div>
          <div className="min-w-0 border-line-faint pb-4 max-[1023px]:border-t min-[1024px]:border-s">
            <ConnectionsBlock connections={overview.connections} />
            <WaitingBlock people={overview.waiting.people} total={overview.waiting.total} />
            <SecretsBlock secrets={overview.oldestSecrets} />
          </div>
        </div>
      </Screen>
    );
  });
}
