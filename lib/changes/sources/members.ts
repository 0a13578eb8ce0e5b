import "server-only";
import { MAX_BATCH } from "#lib/changes/constants.ts";
import { getTeamRef } from "#lib/changes/kinds/refs.ts";
import { linesFor, type Picked } from "#lib/changes/sources/person.ts";
import type { ParsedPlanSource } from "#lib/changes/sources/schema.ts";
import type { SourceLine } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import { personLabel } from "#lib/core/person-words.ts";
import { listChosenMembers } from "#lib/directory/members/data.ts";

type MemberSource = Extract<ParsedPlanSource, { kind: "members" }>;

/** The lines for a selection of a team's members, in the order of their names. Throws NOT_FOUND. */
export async function memberLines(source: MemberSource): Promise<SourceLine[]> {
  const team = await getTeamRef(source.teamId);
  if (!team) throw new AppError("NOT_FOUND", { reason: "This team is gone" });
  const except = new Set(source.except);
  const chosen = await listChosenMembers(team.id, source.ids ?? source.filter, MAX_BATCH + except.size + 1);
  const people = chosen
    .filter((row) => !except.has(row.user_id))
    .map(
      (row): Picked => ({
        label: personLabel({ name: row.name, email: row.email, userId: row.user_id }),
        email: row.email ?? undefined,
        places: [
          {
            teamId: team.id,
            connectionId: team.connectionId,
            vendor: team.vendor,
            kind: team.kind,
            teamName: team.name,
            userId: row.user_id,
            role: row.role,
          },
        ],
      }),
    );
  return linesFor(people, source.action);
}
