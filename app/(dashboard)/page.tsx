import type { Metadata } from "next";
import Link from "next/link";
import { BatchesBlock } from "#components/overview/batches-block.tsx";
import { ConnectionsBlock } from "#components/overview/connections-block.tsx";
import { LatestBlock } from "#components/overview/latest-block.tsx";
import { LiveRefresh } from "#components/overview/live-refresh.tsx";
import { SecretsBlock } from "#components/overview/secrets-block.tsx";
import { WaitingBlock } from "#components/overview/waiting-block.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { listActivity } from "#lib/activity/data.ts";
import { activityFilterSchema } from "#lib/activity/schema.ts";
import { asPageViewer } from "#lib/auth/session.ts";
import { getOverview } from "#lib/overview/data.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

export const metadata: Metadata = { title: "Overview" };

const LATEST_ROWS = 14;
const LIVE_MS = 2_000;
const CALM_MS = 20_000;

const plural = (n: number, one: string, many: string) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

export default async function OverviewPage() {
  return asPageViewer("team.read", async (viewer) => {
    const [overview, latest] = await Promise.all([
      getOverview(viewer),
      listActivity(activityFilterSchema.parse({}), { limit: LATEST_ROWS, viewer }),
    ]);
    const { counts, connections, batches } = overview;
    const refused = connections.filter((row) => row.state === "refused");
    const isLive =
      connections.some((row) => row.syncing) || batches.some((batch) => batch.state === "running");
    return (
      <div className="screen is-overview">
        <LiveRefresh everyMs={isLive ? LIVE_MS : CALM_MS} />
        <PageHeader title="Overview" />
        <p className="muted lede-line">
          {connections.length === 0 ? (
            <>
              Nothing is connected yet.{" "}
              <Link className="link" href="/settings/connections">
                Add a connection
              </Link>{" "}
              with a Paperspace API key or a GitBook token to begin.
            </>
          ) : (
            <>
              {plural(counts.people, "person", "people")} in {plural(counts.teams, "team", "teams")}.{" "}
              {plural(counts.secrets, "secret", "secrets")}
              {counts.overdueSecrets > 0 && (
                <>
                  ,{" "}
                  <Link className="warn strong" href="/secrets?due=overdue">
                    {counts.overdueSecrets.toLocaleString("en")} overdue
                  </Link>
                </>
              )}
              {counts.dueSecrets > 0 && (
                <>
                  ,{" "}
                  <Link className="link" href="/secrets?due=due">
                    {counts.dueSecrets.toLocaleString("en")} due
                  </Link>
                </>
              )}
              .
            </>
          )}
        </p>
        {refused.map((row) => (
          <Banner key={row.id}>
            <span className="strong">
              {VENDOR_FACTS[row.vendor].name} refused the token of <bdi>{row.label}</bdi>.
            </span>{" "}
            Its {plural(row.memberCount, "person", "people")} {row.memberCount === 1 ? "is" : "are"} shown as
            of {row.syncedAt ? <TimeAgo at={row.syncedAt} isLong /> : "the last sync, which was not complete"}
            .{" "}
            <Link className="link" href="/settings/connections">
              Replace token
            </Link>
          </Banner>
        ))}
        <div className="cols">
          <div>
            <BatchesBlock batches={batches} />
            <LatestBlock rows={latest.rows} />
          </div>
          <div>
            <ConnectionsBlock connections={connections} />
            <WaitingBlock people={overview.waiting.people} total={overview.waiting.total} />
            <SecretsBlock secrets={overview.oldestSecrets} total={counts.secrets} />
          </div>
        </div>
      </div>
    );
  });
}
