import "server-only";
import type { ComparedValue, CompareValues } from "#lib/changes/rotation/schema.ts";
import { fingerprintOf } from "#lib/directory/secrets/fingerprint.ts";
import { db } from "#lib/store/db/connection.ts";

/**
 * For each team and name: whether there is such a secret, and whether Rollcall itself last set it to this very value.
 * The vendor cannot be asked for a value, so any other one counts as different. Values are compared and forgotten.
 */
export async function compareValues({ teamIds, values }: CompareValues): Promise<ComparedValue[]> {
  const known = await db()
    .selectFrom("secrets")
    .select(["team_id", "name", "fingerprint", "in_use"])
    .where("removed_at", "is", null)
    .where("team_id", "in", teamIds)
    .where(
      "name",
      "in",
      values.map(({ name }) => name),
    )
    .execute();
  const byKey = new Map(known.map((row) => [`${row.team_id} ${row.name}`, row]));
  const prints = new Map(values.map(({ name, value }) => [name, fingerprintOf(value)]));
  return teamIds.flatMap((teamId) =>
    values.map(({ name }): ComparedValue => {
      const row = byKey.get(`${teamId} ${name}`);
      if (!row) return { teamId, name, state: "new" };
      const isSame = row.fingerprint !== null && row.fingerprint === prints.get(name);
      return {
        teamId,
        name,
        state: isSame ? "same" : "rotate",
        ...(row.in_use === null ? {} : { inUse: row.in_use === 1 }),
      };
    }),
  );
}
