import type { z } from "zod";
import type { Lenient } from "#lib/vendors/lenient.ts";
import { MALFORMED, Problems, parseRows } from "#lib/vendors/lenient.ts";
import type {
  InviteLink,
  InviteResult,
  OrgEntry,
  Reach,
  TeamRole,
  TokenTarget,
  VendorMember,
  VendorPage,
  VendorRights,
  VendorTeam,
} from "#lib/vendors/port.ts";
import type {
  inviteLinkSchema,
  inviteSchema,
  List,
  OrganizationRow,
  OrgMemberRow,
  reachSchema,
  TeamMemberRow,
  TeamRow,
  UserRow,
} from "./schema.ts";

/** A page of the vendor. A `next` that cannot be read means more without a way to it. */
export function toPage<Row, Item>(
  list: List,
  schema: z.ZodType<Row>,
  map: (row: Row) => Item,
): VendorPage<Item> {
  const { items, dropped } = parseRows(list.items, schema, map);
  const lost = list.next === MALFORMED;
  const next = list.next === MALFORMED ? undefined : list.next?.page || undefined;
  const total = list.count === MALFORMED ? undefined : list.count;
  return {
    items,
    next,
    ...(lost ? { problem: "hasMoreWithoutNext" as const } : {}),
    ...(dropped > 0 ? { dropped } : {}),
    ...(total === undefined ? {} : { total }),
  };
}

export function toTeam(row: TeamRow): VendorTeam {
  const problems = new Problems();
  return {
    vendorTeamId: row.id,
    name: problems.take("name", row.title) || row.id,
    memberCount: problems.take("memberCount", row.members),
    spaceCount: problems.take("spaceCount", row.spaces),
    createdAt: problems.take("createdAt", row.createdAt),
    may: teamRights(row),
    problems: problems.list,
  };
}

/** The caller's rights on a team. What the vendor does not say is left for it to refuse. */
function teamRights({ permissions }: TeamRow): VendorRights {
  if (permissions === MALFORMED) return { view: true, manage: true };
  return { view: permissions.view !== false, manage: permissions.admin !== false };
}

/** A member of a team: the person as the organization knows them, and the team's role. */
export function toTeamMember(row: TeamMemberRow): VendorMember {
  const problems = new Problems();
  const person = toPerson(row.organization, problems);
  return { ...person, ...toRole(problems.take("role", row.team)?.role), problems: problems.list };
}

/** A member of the organization. Rollcall's role says whether they run it; the vendor's word stands beside it. */
export function toOrgMember(row: OrgMemberRow): VendorMember {
  const problems = new Problems();
  const person = toPerson(row, problems);
  const { orgRole } = person;
  const role: TeamRole = orgRole === "admin" ? "admin" : "member";
  return {
    ...person,
    role,
    ...(orgRole && orgRole !== role ? { vendorRole: orgRole } : {}),
    problems: problems.list,
  };
}

type Person = Omit<VendorMember, "role" | "vendorRole" | "problems">;

function toPerson(row: OrgMemberRow, problems: Problems): Person {
  const user = problems.take("name", row.user);
  const disabled = problems.take("status", row.disabled) ?? false;
  return {
    userId: row.id,
    ...(user ? toContact(user, problems) : { name: "" }),
    orgRole: problems.take("orgRole", row.role),
    status: disabled ? "disabled" : "active",
    joinedAt: problems.take("joinedAt", row.joinedAt),
    lastActiveAt: problems.take("lastActiveAt", row.lastSeenAt) ?? undefined,
    sso: problems.take("sso", row.sso),
    spaces: problems.take("spaces", row.spaces),
    teams: problems.take("teams", row.teams),
    sites: problems.take("sites", row.sites) ?? undefined,
  };
}

function toContact(
  user: Omit<UserRow, "id">,
  problems: Problems,
): Pick<VendorMember, "name" | "email" | "avatarUrl" | "profileUrl"> {
  return {
    name: problems.take("name", user.displayName) ?? "",
    email: problems.take("email", user.email) ?? undefined,
    avatarUrl: problems.take("avatarUrl", user.photoURL) ?? undefined,
    profileUrl: problems.take("profileUrl", user.urls)?.location,
  };
}

/** The team's role: an unknown word keeps its spelling and counts as the weakest. */
export function toRole(word: string | undefined): { role: TeamRole; vendorRole?: string } {
  if (word === "owner" || word === "member") return { role: word };
  return word === undefined ? { role: "member" } : { role: "member", vendorRole: word };
}

export function toUser(row: UserRow): { id: string; name: string; email?: string | undefined } {
  const ignored = new Problems();
  return {
    id: row.id,
    name: ignored.take("name", row.displayName) ?? "",
    email: ignored.take("email", row.email) ?? undefined,
  };
}

/** What the token may do in an organization, in words. */
export function toTarget(row: OrganizationRow): TokenTarget {
  const { permissions } = row;
  const named = {
    ...{ id: row.id, name: (row.title === MALFORMED ? undefined : row.title) || row.id },
    entry: toEntry(row),
  };
  if (permissions === MALFORMED) return { ...named, may: { view: true, manage: true }, rights: [] };
  const may = (permission: Lenient<boolean>) => permission === true;
  const rights = [
    ...(may(permissions.admin) ? ["Admin of the organization"] : []),
    ...(may(permissions.ownTeam) ? ["Owner of a team"] : []),
    ...(may(permissions.listTeams) ? ["Can list teams"] : []),
    ...(may(permissions.listMembers) ? ["Can list members"] : []),
  ];
  const manage = may(permissions.admin) || may(permissions.ownTeam);
  const view = permissions.view !== false && permissions.listTeams !== false;
  return {
    ...named,
    may: { view, manage },
    rights: rights.length > 0 ? rights : ["Can view the organization"],
  };
}

export function toInviteResult(row: z.infer<typeof inviteSchema>): InviteResult {
  const failed = row.failedSSOEmails === MALFORMED ? undefined : row.failedSSOEmails;
  return {
    userIds: row.users,
    invited: row.invited === MALFORMED ? row.users.length : row.invited,
    failedSsoEmails: failed ?? [],
  };
}

/** Who may come in without being invited by name. A field that is missing or broken is not known, never "no". */
export function toEntry(row: OrganizationRow): OrgEntry {
  const known = <T>(value: Lenient<T>): T | undefined => (value === MALFORMED ? undefined : (value as T));
  return {
    enforcesSso: known(row.sso) ?? undefined,
    joinDomains: known(row.emailDomains)?.flatMap(
      (domain) => domain.trim().toLowerCase().replace(/^@/, "") || [],
    ),
    allowsLinks: known(row.inviteLinks) ?? undefined,
    joinRole: known(row.defaultRole),
  };
}

export const toInviteLink = (row: z.infer<typeof inviteLinkSchema>): InviteLink => ({
  id: row.id,
  role: row.role === MALFORMED ? undefined : row.role,
});

export const toReach = ({ permission, space }: z.infer<typeof reachSchema>): Reach => ({
  id: space.id,
  name: (space.title === MALFORMED ? undefined : space.title) || space.id,
  role: permission === MALFORMED ? undefined : permission,
  url: space.urls === MALFORMED ? undefined : space.urls.app,
});
