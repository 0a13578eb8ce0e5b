import "server-only";
import { dueReviews } from "#lib/changes/reviews/data.ts";
import { listWaiting } from "#lib/changes/schedules/data.ts";
import { nowMs } from "#lib/core/clock.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";
import { listAllSecrets } from "#lib/directory/secrets/data.ts";
import { secretFilterSchema } from "#lib/directory/secrets/schema.ts";
import type { ComingRow } from "./schema.ts";

/** Rows of each kind that one page shows. */
const MOST = 200;
const MOST_SECRETS = 50;
const DAY_MS = 86_400_000;

/** What comes up, the nearest first, as the viewer may see it. */
export async function listComingUp(viewer: Viewer): Promise<ComingRow[]> {
  const [waiting, reviews, secrets] = await Promise.all([
    listWaiting(viewer, MOST),
    can(viewer, "review.read") ? dueReviews() : [],
    can(viewer, "secret.read") ? dueSecrets() : [],
  ]);
  const scheduled = waiting.map(
    (line): ComingRow => ({
      key: line.id,
      kind: line.kind,
      what: line.name,
      href: `/activity/batches/${encodeURIComponent(line.id)}`,
      at: line.dueAt,
      when: line.when,
      ...(line.state === "held" ? { held: line.reason ?? "Waits for a person" } : {}),
      by: line.by,
      schedule: { id: line.id, at: line.at },
    }),
  );
  const due = reviews.map((one): ComingRow => ({ key: one.href, kind: "review", ...one }));
  return toldApart([...scheduled, ...due, ...secrets]).toSorted((a, b) =>
    a.at === b.at ? a.key.localeCompare(b.key) : a.at < b.at ? -1 : 1,
  );
}

/** Secrets whose policy wants them rotated soon. */
async function dueSecrets(): Promise<ComingRow[]> {
  const { rows } = await listAllSecrets(secretFilterSchema.parse({ due: "due", limit: MOST_SECRETS }));
  return rows.flatMap((row): ComingRow[] => {
    const since = row.modifiedAt ?? row.createdAt;
    if (since === undefined) return [];
    const teamId = encodeURIComponent(row.teamId);
    return [
      {
        key: row.id,
        kind: "secret",
        what: `Rotate ${row.name} of ${row.teamName}`,
        href: `/teams/${teamId}/secrets/${encodeURIComponent(row.name)}`,
        at: new Date(Math.max(Date.parse(since) + row.limitDays * DAY_MS, nowMs())).toISOString(),
      },
    ];
  });
}

/** Names that several share get a number, so that each has buttons of its own. */
function toldApart(rows: readonly ComingRow[]): ComingRow[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const count = (seen.get(row.what) ?? 0) + 1;
    seen.set(row.what, count);
    return count === 1 ? row : { ...row, what: `${row.what} (${count})` };
  });
}
