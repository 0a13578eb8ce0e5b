import "server-only";
import { inputOf } from "#lib/changes/journal/journal.ts";
import type { LeftOut } from "#lib/changes/offboarding/schema.ts";
import { isPrepared } from "#lib/changes/plan/lines.ts";
import { prepareLines } from "#lib/changes/plan/plan.ts";
import { toldReadOnly } from "#lib/changes/plan/refusals.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import type { ChangeRow, Line } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import type { Membership } from "#lib/directory/people/schema.ts";

type Removal = Pick<ChangeRow, "kind" | "connection_id" | "team_id" | "input">;

/** What takes somebody out of where they are. */
export const removalOf = ({ team, member: { userId } }: Membership): ChangeRequest =>
  team.kind === "organization"
    ? { kind: "org.removeMember", input: { connectionId: team.connectionId, userId } }
    : { kind: "member.remove", input: { teamId: team.id, userId } };

const placeKey = (kind: string, id: string | null, userId: unknown): string =>
  `${kind} ${id ?? ""} ${String(userId ?? "")}`;

/** Where somebody is that these removals do not take them out of, and why. */
export async function leftOutOf(
  viewer: Viewer,
  memberships: readonly Membership[],
  removals: readonly Removal[],
): Promise<LeftOut[]> {
  const taken = new Set(
    removals.map((change) =>
      placeKey(
        change.kind,
        change.kind === "org.removeMember" ? change.connection_id : change.team_id,
        inputOf(change).userId,
      ),
    ),
  );
  const left = memberships.filter((membership) => {
    const { kind, input } = removalOf(membership);
    const { team, member } = membership;
    return !taken.has(placeKey(kind, "connectionId" in input ? team.connectionId : team.id, member.userId));
  });
  const lines = await linesOf(viewer, left.map(removalOf));
  return left.map(({ team, member }, place) => {
    const refusal = refusalOf(lines[place]);
    const isOrganization = team.kind === "organization";
    return {
      ...{ vendor: team.vendor, connectionId: team.connectionId, teamId: team.id, userId: member.userId },
      ...{ teamName: team.name, isOrganization, isRefused: refusal !== undefined },
      reason: refusal ?? (isOrganization ? "Chosen to stay" : "Not a part of the plan"),
    };
  });
}

/** The same as the plan said. Where it cannot be planned any more, nothing is said. */
const linesOf = async (viewer: Viewer, changes: ChangeRequest[]): Promise<Line[]> =>
  prepareLines(viewer, { changes }).catch((error: unknown) => {
    if (error instanceof AppError) return [];
    throw error;
  });

function refusalOf(line: Line | undefined): string | undefined {
  if (!line) return undefined;
  const told = isPrepared(line) ? toldReadOnly(line.connection, line.team) : undefined;
  return (line.planned.refusal ?? told)?.reason;
}
