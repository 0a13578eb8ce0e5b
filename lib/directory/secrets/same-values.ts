import "server-only";
import { db } from "#lib/store/db/connection.ts";

export type SameValue = { name: string; teamId: string };
type Printed = { id: string; fingerprint: string | null };

/** For each of these secrets, the others that Rollcall set to the same value, as far as nobody changed them since. */
export async function sameValues(secrets: readonly Printed[]): Promise<Map<string, SameValue[]>> {
  const prints = [...new Set(secrets.flatMap(({ fingerprint }) => fingerprint ?? []))];
  if (prints.length === 0) return new Map();
  const holders = await db()
    .selectFrom("secrets")
    .innerJoin("teams", "teams.id", "secrets.team_id")
    .select(["secrets.id", "secrets.name", "secrets.team_id", "secrets.fingerprint"])
    .where("secrets.fingerprint", "in", prints)
    .where("secrets.removed_at", "is", null)
    .where("teams.removed_at", "is", null)
    .orderBy("secrets.name_key")
    .orderBy("secrets.id")
    .execute();
  const byPrint = Map.groupBy(holders, (holder) => holder.fingerprint);
  return new Map(
    secrets.flatMap(({ id, fingerprint }) => {
      const others = (byPrint.get(fingerprint) ?? []).filter((holder) => holder.id !== id);
      return fingerprint !== null && others.length > 0
        ? [[id, others.map(({ name, team_id }) => ({ name, teamId: team_id }))] as const]
        : [];
    }),
  );
}
