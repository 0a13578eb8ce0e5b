import "server-only";
import { MAX_BATCH } from "#lib/changes/constants.ts";
import type { ParsedPlanSource } from "#lib/changes/sources/schema.ts";
import type { SourceLine } from "#lib/changes/types.ts";
import { listChosenSecrets } from "#lib/directory/secrets/data.ts";

type SecretSource = Extract<ParsedPlanSource, { kind: "secrets" }>;

/** The lines for a selection of secrets, of one team or of all. */
export async function secretLines(source: SecretSource): Promise<SourceLine[]> {
  const except = new Set(source.except);
  const chosen = await listChosenSecrets(
    source.teamId,
    source.ids ?? source.filter,
    MAX_BATCH + except.size + 1,
  );
  return chosen
    .filter(({ id }) => !except.has(id))
    .map(({ team_id, name }) => ({ request: { kind: "secret.delete", input: { teamId: team_id, name } } }));
}
