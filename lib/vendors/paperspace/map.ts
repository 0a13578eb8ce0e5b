import type { z } from "zod";
import type { Lenient } from "#lib/vendors/lenient.ts";
import { MALFORMED, Problems, parseRows } from "#lib/vendors/lenient.ts";
import type {
  TeamRole,
  TokenTarget,
  VendorMember,
  VendorPage,
  VendorSecret,
  VendorTeam,
} from "#lib/vendors/port.ts";
import { clip, TEXT_LIMITS } from "#lib/vendors/text.ts";
import type { MemberRow, Page, SecretRow, Session, SessionTeam, TeamMembershipRow } from "./schema.ts";
import { teamMembershipSchema } from "./schema.ts";

/** A page of the vendor: it goes on while it says so and says where. */
export function toPage<Row, Item>(
  page: Page,
  schema: z.ZodType<Row>,
  map: (row: Row) => Item,
): VendorPage<Item> {
  const { items, dropped } = parseRows(page.items, schema, map);
  const where = page.nextPage === MALFORMED ? undefined : page.nextPage || undefined;
  const more = page.hasMore === MALFORMED ? where !== undefined : page.hasMore;
  const next = more ? where : undefined;
  // Whoever does not say whether there is more has not said that the list ended.
  const lost = next === undefined && page.hasMore !== false;
  return {
    items,
    next,
    ...(lost ? { problem: "hasMoreWithoutNext" } : {}),
    ...(dropped > 0 ? { dropped } : {}),
  };
}

export function toMember(row: MemberRow): VendorMember {
  const problems = new Problems();
  const { user } = row;
  return {
    userId: user.id,
    email: problems.take("email", user.email),
    name: fullName(problems, user.firstName, user.lastName),
    avatarUrl: problems.take("avatarUrl", user.publicProfileImageUrl) ?? undefined,
    role: toRole(problems, row),
    // A date that cannot be read is still a confirmation; none is an invitation that was not accepted.
    status: row.dtConfirmed === null || row.dtConfirmed === undefined ? "invited" : "active",
    joinedAt: problems.take("joinedAt", row.dtConfirmed) ?? undefined,
    lastActiveAt: problems.take("lastActiveAt", user.lastActive) ?? undefined,
    problems: problems.list,
  };
}

function toRole(problems: Problems, row: Pick<MemberRow, "isAdmin" | "isOwner">): TeamRole {
  const isOwner = problems.take("role", row.isOwner) ?? false;
  const isAdmin = problems.take("role", row.isAdmin) ?? false;
  return isOwner ? "owner" : isAdmin ? "admin" : "member";
}

function fullName(
  problems: Problems,
  first: Lenient<string | null | undefined>,
  last: Lenient<string | null | undefined>,
): string {
  const name = [problems.take("name", first), problems.take("name", last)].filter(Boolean).join(" ");
  return clip(name, TEXT_LIMITS.name);
}

export function toSecret(row: SecretRow): VendorSecret {
  const problems = new Problems();
  return {
    name: row.name,
    createdAt: problems.take("createdAt", row.dtCreated),
    modifiedAt: problems.take("modifiedAt", row.dtModified),
    inUse: problems.take("inUse", row.hasDeploymentAttached),
    problems: problems.list,
  };
}

/** Whose key it is. */
export function toUser(user: NonNullable<NonNullable<Session>["user"]>): {
  id: string;
  name: string;
  email?: string | undefined;
} {
  const ignored = new Problems();
  return {
    id: user.id,
    name: fullName(ignored, user.firstName, user.lastName),
    email: ignored.take("email", user.email) ?? undefined,
  };
}

/** The teams that a session names, the key's own team first: a key opens one team, its person may be in several. */
export function toTargets(session: NonNullable<Session>): TokenTarget[] {
  const rows = session.user?.teamMemberships;
  const listed = Array.isArray(rows)
    ? parseRows<TeamMembershipRow, TokenTarget>(rows, teamMembershipSchema, membershipTarget).items
    : [];
  const own = session.team === MALFORMED ? undefined : session.team;
  if (!own) return listed;
  const known = listed.find((target) => target.id === own.id);
  const rest = listed.filter((target) => target !== known);
  // What the session does not say the vendor will: nothing is forbidden on a guess.
  return [known ?? { ...named(own), may: { view: true, manage: true }, rights: [] }, ...rest];
}

function membershipTarget(row: TeamMembershipRow): TokenTarget {
  const isOwner = row.isOwner === true;
  const manage = isOwner || row.isAdmin === true;
  const rights = [isOwner ? "Owner of the team" : manage ? "Admin of the team" : "Member of the team"];
  return { ...named(row.team), may: { view: true, manage }, rights };
}

function named(team: SessionTeam): { id: string; name: string; namespace?: string | undefined } {
  const namespace = (team.namespace === MALFORMED ? undefined : team.namespace) || undefined;
  const name = (team.name === MALFORMED ? undefined : team.name) || namespace || team.id;
  return { id: team.id, name, namespace };
}

export const toTeam = (target: TokenTarget): VendorTeam => ({
  vendorTeamId: target.id,
  name: target.name,
  namespace: target.namespace,
  may: target.may,
});
