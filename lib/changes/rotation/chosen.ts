import { grouped } from "#lib/core/grouped.ts";
import "server-only";
import { type ChosenSecret, type ChosenSecrets, MAX_ROTATED } from "#lib/changes/rotation/schema.ts";
import { AppError } from "#lib/core/errors.ts";
import { listChosenSecrets } from "#lib/directory/secrets/data.ts";
import { teamLabels } from "#lib/directory/teams/labels.ts";

/**
 * The secrets of a selection, by team and name: these ids, or else all that match the filter but for `except`. Throws
 * INVALID_INPUT where they are more than one rotation can carry.
 */
export async function chosenSecrets(selection: ChosenSecrets): Promise<ChosenSecret[]> {
  const except = new Set(selection.except);
  const found = await listChosenSecrets(
    selection.teamId,
    selection.ids ?? selection.filter,
    MAX_ROTATED + except.size + 1,
  );
  const chosen = found.filter(({ id }) => !except.has(id));
  if (chosen.length > MAX_ROTATED)
    throw new AppError("INVALID_INPUT", {
      reason: `At most ${grouped(MAX_ROTATED)} secrets are rotated at once: choose fewer`,
    });
  const labels = await teamLabels(chosen.map((secret) => secret.team_id));
  return chosen.map(({ team_id, name }) => ({ teamId: team_id, teamName: labels.get(team_id) ?? "", name }));
}
