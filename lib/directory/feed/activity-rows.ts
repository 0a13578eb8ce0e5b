import "server-only";
import type { ActivityRow } from "#lib/directory/activity/schema.ts";
import type { Observation } from "#lib/directory/feed/data.ts";
import { observationWords } from "#lib/directory/feed/words.ts";
import { db } from "#lib/store/db/connection.ts";

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** What syncs saw, as lines of the activity page. */
export async function toActivityRows(observations: readonly Observation[]): Promise<ActivityRow[]> {
  const names = await teamNames(observations.flatMap(({ teamId }) => teamId ?? []));
  return observations.map((seen) => {
    const team = seen.teamId === undefined ? undefined : names.get(seen.teamId);
    const isTimes = seen.kind === "secret.rotated";
    const email = text(seen.data.email);
    const before = isTimes ? undefined : text(seen.data.before);
    const after = isTimes ? undefined : text(seen.data.after);
    return {
      id: seen.id,
      at: seen.at,
      who: { name: "outside Rollcall", kind: "outside" },
      what: observationWords(seen),
      ...(email && email !== seen.data.name ? { subjectEmail: email } : {}),
      ...(before ? { before } : {}),
      ...(after ? { after } : {}),
      where: {
        name: team ?? seen.connectionLabel,
        vendor: seen.vendor,
        ...(team !== undefined && seen.teamId ? { teamId: seen.teamId } : {}),
      },
      outcome: "seen",
    };
  });
}

async function teamNames(ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db()
    .selectFrom("teams")
    .select(["id", "name"])
    .where("id", "in", [...new Set(ids)])
    .where("removed_at", "is", null)
    .execute();
  return new Map(rows.map((row) => [row.id, row.name]));
}
