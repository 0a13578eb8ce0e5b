import "server-only";
import { actorOf } from "#lib/access/auth/actor.ts";
import { csvLine } from "#lib/core/csv.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { listAllSecrets, listSecrets } from "#lib/directory/secrets/data.ts";
import type { SecretFilter } from "#lib/directory/secrets/filter.ts";
import type { SecretRow } from "#lib/directory/secrets/schema.ts";
import { getTeam } from "#lib/directory/teams/data.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { transact } from "#lib/store/db/connection.ts";

const PAGE_ROWS = 200;
const HEAD = [
  ...["team", "name", "created", "last changed", "set by Rollcall", "changed outside since"],
  ...["age in days", "rotate after days", "in use", "same value as"],
];

const toLine = (secret: SecretRow): string =>
  csvLine([
    secret.teamName,
    secret.name,
    secret.createdAt,
    secret.modifiedAt,
    secret.setAt,
    secret.changedOutside,
    secret.ageDays,
    secret.limitDays,
    secret.inUse,
    secret.sameAs?.map((twin) => `${twin.name} in ${twin.teamName}`).join("; "),
  ]);

/**
 * Secrets' names and dates as CSV, of one team or of all, in the filter's order: those with these ids, else all that match
 * but for `except`.
 */
export async function* secretCsv(
  teamId: string | undefined,
  filter: SecretFilter,
  chosen: { ids: readonly string[]; except: readonly string[] },
): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(HEAD)}`;
  const ids = new Set(chosen.ids);
  const except = new Set(chosen.except);
  // Chosen rows stay chosen while somebody filters for others.
  const { sort, dir, limit } = filter;
  const matching: SecretFilter = ids.size > 0 ? { q: "", sort, dir, offset: 0, limit } : filter;
  let offset = 0;
  let total = 1;
  while (offset < total) {
    const at = { ...matching, offset, limit: PAGE_ROWS };
    const page = teamId ? await listSecrets(teamId, at) : await listAllSecrets(at);
    total = page.total;
    for (const secret of page.rows)
      if (ids.size > 0 ? ids.has(secret.id) : !except.has(secret.id)) yield toLine(secret);
    offset += PAGE_ROWS;
  }
}

/** Writes down that somebody exported secrets' names, before the first line leaves. Throws NOT_FOUND: no such team is seen. */
export async function noteSecretExport(
  viewer: Viewer,
  teamId: string | undefined,
  chosen: number,
): Promise<void> {
  if (teamId !== undefined && !(await getTeam(teamId)))
    throw new AppError("NOT_FOUND", { reason: "This team is gone" });
  await transact((tx) =>
    appendEvent(tx, {
      action: "secret.export",
      actor: actorOf(viewer),
      outcome: "done",
      teamId: teamId ?? null,
      facts: { chosen },
    }),
  );
}
