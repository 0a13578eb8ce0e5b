import { grouped } from "#lib/core/grouped.ts";
import "server-only";
import { isPrepared } from "#lib/changes/plan/lines.ts";
import { BrakeError } from "#lib/changes/roster/brake-error.ts";
import { type PlacedTeam, placedTeams } from "#lib/changes/roster/file.ts";
import { leftOutside } from "#lib/changes/roster/left.ts";
import { membersOfTeams, type RosterMember } from "#lib/changes/roster/people.ts";
import type { Brake, BrakeCode, RosterFile } from "#lib/changes/roster/schema.ts";
import type { NamedTeam } from "#lib/changes/roster/teams.ts";
import { tokenPeople } from "#lib/changes/roster/token-people.ts";
import type { Line, Prepared } from "#lib/changes/types.ts";
import { mailboxKey } from "#lib/core/email-key.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { TEAM_ROLES, type TeamRole } from "#lib/vendors/port.ts";

const NAMED = 5;

type OfTeam = { team: NamedTeam; members: readonly RosterMember[]; lines: readonly Prepared[] };

/**
 * Which brakes of a roster as code stand against its plan. What is refused counts for nothing: it is not done, also where
 * `leaveOut` lets the rest be done.
 */
export async function brakesOfFile(
  viewer: Viewer,
  roster: RosterFile,
  lines: readonly Line[],
): Promise<Brake[]> {
  const done = lines.filter(isPrepared).filter(({ planned }) => !planned.refusal && !planned.skip);
  const placed = await placedTeams(roster);
  const teams = new Map(placed.flatMap(({ found }) => (found ? [[found.id, found] as const] : [])));
  const byTeam = Map.groupBy(done, ({ team, input }) => team?.id ?? String(input.teamId ?? ""));
  const members = await membersOfTeams([...byTeam.keys()]);
  const parts = [...byTeam].flatMap(([id, some]): OfTeam[] => {
    const team = teams.get(id);
    return team ? [{ team, members: members.get(id)?.all ?? [], lines: some }] : [];
  });
  const off = new Set<BrakeCode>(roster.allow);
  const found: Brake[] = [];
  const add = (code: BrakeCode, team: NamedTeam, text: string | undefined) => {
    if (text !== undefined && !off.has(code)) found.push({ code, team: team.label, text });
  };
  const owners = await tokenPeople(viewer, [...byTeam.keys()]);
  const left = await leftOutside(parts.flatMap(({ team, lines: some }) => addedOf(team, some)));
  const again = sayingAgain(placed);
  for (const part of parts) {
    const { team } = part;
    add("few-admins", team, fewAdmins(part, roster.minimumAdmins));
    add("many-removals", team, manyRemovals(part, roster.maximumRemoved));
    add("own-removal", team, ownRemoval(part, owners));
    const back = part.lines.filter((line) => {
      const keys = keysOf(team.id, line);
      return keys.some((key) => left.has(key)) && !keys.some((key) => again.has(key));
    });
    add("re-add", team, reAdd(part, back));
  }
  return found;
}

/** Throws BRAKE where one stands. */
export async function assertNoBrake(
  viewer: Viewer,
  roster: RosterFile,
  lines: readonly Line[],
): Promise<void> {
  const brakes = await brakesOfFile(viewer, roster, lines);
  if (brakes.length > 0) throw new BrakeError(brakes);
}

const manages = (role: TeamRole): boolean => role !== TEAM_ROLES.at(-1);
const roleIn = ({ input }: Prepared): TeamRole | undefined => TEAM_ROLES.find((role) => role === input.role);
const userIn = ({ input, described }: Prepared): string =>
  String(input.userId ?? described.beforeState?.userId);
const isRemoval = ({ name }: Prepared): boolean => name === "member.remove";

/** Whoever is invited is no admin before they have accepted. */
function fewAdmins({ team, members, lines }: OfTeam, minimum: number): string | undefined {
  const admins = new Set(
    members.filter(({ role, status }) => manages(role) && status === "active").map(({ userId }) => userId),
  );
  const before = admins.size;
  const active = new Set(members.filter(({ status }) => status === "active").map(({ userId }) => userId));
  for (const line of lines) {
    const userId = userIn(line);
    const role = roleIn(line);
    const becomes = role !== undefined && manages(role);
    if (isRemoval(line) || (line.name === "member.setRole" && !becomes)) admins.delete(userId);
    else if (becomes && (line.name === "member.add" || active.has(userId))) admins.add(userId);
  }
  if (admins.size >= minimum || admins.size >= before) return undefined;
  return `${team.label} would keep ${count(admins.size, "admin")} of ${grouped(before)}: the least is ${grouped(minimum)}`;
}

function manyRemovals({ team, members, lines }: OfTeam, share: number): string | undefined {
  const there = new Set(members.map(({ userId }) => userId));
  const gone = lines.filter((line) => isRemoval(line) && there.has(userIn(line))).length;
  if (gone === 0 || gone <= members.length * share) return undefined;
  const percent = `${Math.round(share * 1000) / 10} percent`;
  return `${grouped(gone)} of the ${count(members.length, "member")} of ${team.label} would be removed: the most is ${percent}`;
}

function ownRemoval(
  { team, members, lines }: OfTeam,
  { own, vendors }: Awaited<ReturnType<typeof tokenPeople>>,
): string | undefined {
  const roles = new Map(members.map(({ userId, role }) => [userId, role]));
  const hit = lines.filter((line) => {
    const key = `${team.id} ${userIn(line)}`;
    if (!own.has(key) && !vendors.has(key)) return false;
    const [before, after] = [roles.get(userIn(line)), roleIn(line)];
    return (
      isRemoval(line) ||
      (line.name === "member.setRole" && after !== undefined && rank(after) > rank(before ?? "member"))
    );
  });
  const [first] = hit;
  if (!first) return undefined;
  const whose = own.has(`${team.id} ${userIn(first)}`)
    ? "who asks for it"
    : "whose token Rollcall uses at the vendor";
  return `${first.planned.title}: that is ${whose}`;
}
const rank = (role: TeamRole): number => TEAM_ROLES.indexOf(role);

function reAdd({ team }: OfTeam, back: readonly Prepared[]): string | undefined {
  if (back.length === 0) return undefined;
  const names = back.slice(0, NAMED).map(({ described }) => described.email ?? described.subject);
  const more = back.length - names.length;
  return `${names.join(", ")}${more > 0 ? ` and ${grouped(more)} more` : ""} left ${team.label} outside Rollcall: say "again": true where that is meant to be taken back`;
}

const count = (n: number, what: string): string => `${grouped(n)} ${what}${n === 1 ? "" : "s"}`;

/** What a line about somebody of a team may be known by. */
function keysOf(teamId: string, line: Prepared): string[] {
  if (line.name !== "member.add" && line.name !== "org.invite") return [];
  const email = mailboxKey(line.described.email);
  const userId = line.input.userId ?? line.described.beforeState?.userId;
  return [
    ...(typeof userId === "string" ? [`${teamId} id ${userId}`] : []),
    ...(email === null ? [] : [`${teamId} mail ${email}`]),
  ];
}

const addedOf = (team: NamedTeam, lines: readonly Prepared[]) =>
  lines
    .filter((line) => keysOf(team.id, line).length > 0)
    .map((line) => ({
      teamId: team.id,
      userId: typeof line.input.userId === "string" ? line.input.userId : undefined,
      email: line.described.email,
    }));

/** Of whom the roster says that they are meant to come back. */
function sayingAgain(placed: readonly PlacedTeam[]): ReadonlySet<string> {
  const keys = placed.flatMap(({ entry, found }) =>
    entry.members
      .filter(({ again }) => again && found)
      .flatMap(({ email, userId }) => [
        ...(userId === undefined ? [] : [`${found?.id} id ${userId}`]),
        ...(mailboxKey(email) === null ? [] : [`${found?.id} mail ${mailboxKey(email)}`]),
      ]),
  );
  return new Set(keys);
}
