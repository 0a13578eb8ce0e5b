import "server-only";
import { db } from "#lib/store/db/connection.ts";

/** Renamings that are looked through, the newest first. */
const LOOKED_AT = 500;

/** What teams that had these names are called now, through Rollcall or as syncs saw it, by the old name. */
export async function renamedFrom(names: ReadonlySet<string>): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  if (names.size === 0) return found;
  const teams = () =>
    db().selectFrom("teams").select("teams.name as now").where("teams.removed_at", "is", null);
  const seen = await teams()
    .innerJoin("observations", (join) =>
      join
        .onRef("observations.connection_id", "=", "teams.connection_id")
        .onRef("observations.subject", "=", "teams.vendor_team_id"),
    )
    .select("observations.data as before")
    .where("observations.kind", "=", "team.renamed")
    .orderBy("observations.at", "desc")
    .limit(LOOKED_AT)
    .execute();
  const made = await teams()
    .innerJoin("changes", "changes.team_id", "teams.id")
    .select("changes.before as before")
    .where("changes.kind", "=", "team.rename")
    .where("changes.state", "=", "done")
    .orderBy("changes.ended_at", "desc")
    .limit(LOOKED_AT)
    .execute();
  for (const { now, before } of [...made, ...seen]) {
    const old = oldName(before);
    if (old !== undefined && names.has(old) && old !== now && !found.has(old)) found.set(old, now);
  }
  return found;
}

/** The name in what a sync saw, or in what the journal kept. */
function oldName(text: string | null): string | undefined {
  const { before, title }: { before?: unknown; title?: unknown } = text === null ? {} : JSON.parse(text);
  const old = before ?? title;
  return typeof old === "string" ? old : undefined;
}
