import "server-only";
import { managingRole } from "#lib/changes/kinds/leaving.ts";
import { adminOf, orgAdminsOf } from "#lib/changes/kinds/org-managers.ts";
import type { Prepared } from "#lib/changes/types.ts";
import { db } from "#lib/store/db/connection.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import { managesOrg } from "#lib/vendors/managing-org-role.ts";
import { TEAM_ROLES, type TeamRole } from "#lib/vendors/port.ts";
import { roleTitle } from "#lib/vendors/role-words.ts";

/** Whom a change is about, where a vendor's organization may give them more than their team does. */
const keyOf = ({ connection, input }: Prepared): string => `${connection.id} ${String(input.userId)}`;
const isToDo = ({ described }: Prepared): boolean => !described.skip && !described.refusal;

/** Whether it takes rights in a team away. */
function takesRights({ name, input, described }: Prepared): boolean {
  if (name === "member.remove") return true;
  const before = described.beforeState?.role;
  return (
    name === "member.setRole" &&
    before !== undefined &&
    TEAM_ROLES.indexOf(input.role as never) > TEAM_ROLES.indexOf(before)
  );
}

/** Whether it ends that somebody administers the organization. */
const endsAdmin = ({ name, connection: { vendor }, input, described }: Prepared): boolean =>
  name === "org.setRole" &&
  managesOrg(vendor, described.beforeState?.orgRole) &&
  !managesOrg(vendor, String(input.orgRole));

/**
 * Says by the line what a demotion or a removal leaves: whoever is an admin of the organization manages its teams as
 * before, and whoever owns a team manages that, unless another change of the plan ends it too. The words stay with the
 * change when it is done.
 */
export async function sayWhatStays(plan: readonly Prepared[]): Promise<void> {
  const ready = plan.filter(isToDo);
  await sayAdmins(ready);
  await sayOwners(ready);
}

async function sayAdmins(ready: readonly Prepared[]): Promise<void> {
  const lines = ready.filter(takesRights);
  if (lines.length === 0) return;
  const ended = new Set(ready.filter((one) => endsAdmin(one) || one.name === "org.removeMember").map(keyOf));
  const admins = await orgAdminsOf([...new Set(lines.map(({ connection }) => connection.id))]);
  for (const one of lines)
    if (admins.has(keyOf(one)) && !ended.has(keyOf(one)))
      say(one, "STAYS_ORG_ADMIN", adminOf(one.connection));
}

async function sayOwners(ready: readonly Prepared[]): Promise<void> {
  const ended = new Set(
    ready.filter(takesRights).map((one) => `${one.team?.id} ${String(one.input.userId)}`),
  );
  for (const one of ready.filter(endsAdmin)) {
    const managing = managingRole(VENDOR_FACTS[one.connection.vendor]);
    const owned = (await teamsOf(one.connection.id, String(one.input.userId), managing)).filter(
      ({ id }) => !ended.has(`${id} ${String(one.input.userId)}`),
    );
    const [first, ...more] = owned;
    if (!first) continue;
    const others =
      more.length === 0 ? "" : more.length === 1 ? " and 1 more team" : ` and ${more.length} more teams`;
    say(one, "STAYS_OWNER", `${roleTitle(managing)} of ${first.name}${others}`);
  }
}

function say(one: Prepared, code: string, stays: string): void {
  one.description.stays = stays;
  const text = `${one.described.subject} stays ${stays}.`;
  one.planned.warnings.push({ code, text, confirm: false, own: true });
}

/** Teams of a connection in which somebody has this role, by name. */
const teamsOf = (connectionId: string, userId: string, role: TeamRole) =>
  db()
    .selectFrom("members")
    .innerJoin("teams", "teams.id", "members.team_id")
    .select(["teams.id", "teams.name"])
    .where("members.connection_id", "=", connectionId)
    .where("members.user_id", "=", userId)
    .where("members.role", "=", role)
    .where("members.removed_at", "is", null)
    .where("teams.kind", "=", "team")
    .where("teams.removed_at", "is", null)
    .orderBy("teams.name_key")
    .orderBy("teams.id")
    .execute();
