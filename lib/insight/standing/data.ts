import "server-only";
import { approvalsInNav } from "#lib/changes/approvals/data.ts";
import { listRunningBatches } from "#lib/changes/batches/data.ts";
import { reviewsInNav } from "#lib/changes/reviews/data.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";
import { countPeople } from "#lib/directory/people/data.ts";
import { countSecrets } from "#lib/directory/policies/data.ts";
import type { ListPart } from "#lib/directory/sync/lists.ts";
import { countTeams } from "#lib/directory/teams/data.ts";
import { readFailures } from "#lib/insight/standing/failures.ts";
import { type ConnectionLists, listReading, listsByConnection } from "#lib/insight/standing/lists.ts";
import { partsOf } from "#lib/insight/standing/places.ts";
import type { Counts, Place, Standing } from "#lib/insight/standing/schema.ts";

/** How the copy stands for somebody who looks at this page. Reads the store alone. */
export async function getStanding(viewer: Viewer, place: Place): Promise<Standing> {
  const parts = partsOf(place);
  const [counts, lists, batches] = await Promise.all([
    countAll(viewer),
    listsByConnection(),
    can(viewer, "activity.read") ? listRunningBatches(viewer) : [],
  ]);
  const here = lists.filter((row) => parts.includes(row.part));
  const oldest = here.flatMap((row) => row.oldest ?? []).sort()[0];
  const [reading, failures] = await Promise.all([
    here.some((row) => row.busy > 0) ? listReading(parts) : [],
    readFailures(here, parts),
  ]);
  return {
    counts,
    connections: new Set(lists.map((row) => row.connectionId)).size,
    marks: {
      teams: markOf(lists, "teams"),
      members: markOf(lists, "members"),
      secrets: markOf(lists, "secrets"),
    },
    lists: {
      known: sum(here, (row) => row.lists),
      never: sum(here, (row) => row.never),
      ...(oldest === undefined ? {} : { syncedAt: oldest }),
    },
    reading,
    isMoving: batches.length > 0 || lists.some((row) => row.busy > 0),
    failures,
    batches,
  };
}

async function countAll(viewer: Viewer): Promise<Counts> {
  const [teams, people, { secrets, due, overdue }, approvals, reviews] = await Promise.all([
    countTeams(),
    countPeople(),
    can(viewer, "secret.read") ? countSecrets() : { secrets: 0, due: 0, overdue: 0 },
    approvalsInNav(viewer),
    reviewsInNav(viewer),
  ]);
  const waiting = approvals.isShown ? { approvals: approvals.waiting } : {};
  return { teams, people, secrets, due, overdue, ...waiting, ...(reviews === undefined ? {} : { reviews }) };
}

const sum = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);

function markOf(lists: readonly ConnectionLists[], part: ListPart): string {
  const own = lists.filter((row) => row.part === part);
  const newest = own
    .flatMap((row) => row.newest ?? [])
    .sort()
    .at(-1);
  return `${sum(own, (row) => row.version)} ${newest ?? ""}`;
}
