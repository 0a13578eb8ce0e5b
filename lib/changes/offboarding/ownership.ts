import "server-only";
import { managingRole, memberTarget, staysManaged } from "#lib/changes/kinds/leaving.ts";
import type { OwnedTeam, Successor } from "#lib/changes/offboarding/schema.ts";
import type { Membership } from "#lib/directory/people/schema.ts";
import { db } from "#lib/store/db/connection.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** People of a team to choose from; of a larger one the first by name. */
const CHOICES = 200;

/** Whether a membership is what a vendor's teams belong to: their owner manages them, and another one can be made. */
function owns({ team, member }: Membership): boolean {
  const facts = VENDOR_FACTS[team.vendor];
  return (
    team.kind === "team" &&
    member.role === "owner" &&
    managingRole(facts) === "owner" &&
    facts.capabilities.assignableRoles.includes("owner")
  );
}

/** Teams that nobody would own once these memberships have ended, with who could own them. */
export async function ownedAlone(memberships: readonly Membership[]): Promise<OwnedTeam[]> {
  const owned: OwnedTeam[] = [];
  for (const [teamId, mine] of Map.groupBy(memberships.filter(owns), ({ team }) => team.id)) {
    const team = mine[0]?.team;
    const accounts = memberships.flatMap(({ team: { id }, member }) =>
      id === teamId ? [member.userId] : [],
    );
    const targets = accounts.map((userId) => memberTarget(teamId, userId));
    if (!team || (await staysManaged(db(), teamId, "owner", targets))) continue;
    owned.push({
      teamId,
      teamName: team.label,
      vendor: team.vendor,
      successors: await successorsIn(teamId, accounts),
    });
  }
  return owned;
}

async function successorsIn(teamId: string, leaving: readonly string[]): Promise<Successor[]> {
  const rows = await db()
    .selectFrom("members")
    .select(["user_id", "name", "email"])
    .where("team_id", "=", teamId)
    .where("status", "=", "active")
    .where("removed_at", "is", null)
    .where("user_id", "not in", leaving)
    .orderBy("sort_key")
    .orderBy("user_id")
    .limit(CHOICES)
    .execute();
  const times = Map.groupBy(rows, ({ name }) => name);
  return rows.map(({ user_id, name, email }) => {
    const isAlone = name !== "" && times.get(name)?.length === 1;
    const shown = name || email || user_id;
    return { userId: user_id, label: isAlone || name === "" ? shown : `${shown} (${email ?? user_id})` };
  });
}
