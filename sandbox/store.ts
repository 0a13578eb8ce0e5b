import type { OrgRole, SecretInput, TeamRole, TenantSettings, Vendor, Write } from "./types.ts";

/** A GitBook user; the same object in every organization of the tenant. */
export interface GitbookUser {
  id: string;
  displayName: string;
  email: string | null;
  photoUrl: string | null;
}

export interface OrgMember {
  user: GitbookUser;
  role: OrgRole;
  disabled: boolean;
  sso: boolean;
  joinedAt: number;
  lastSeenAt: number | null;
  teamCount: number;
  spaces: number;
}

export interface GitbookTeam {
  id: string;
  title: string;
  spaces: number;
  createdAt: number;
  members: Map<string, TeamRole>;
  canManage: boolean | undefined;
  /** The ids in order, made when first asked for after a change. */
  ids: string[] | undefined;
}

export interface Organization {
  id: string;
  title: string;
  createdAt: number;
  members: Map<string, OrgMember>;
  byEmail: Map<string, string>;
  teams: Map<string, GitbookTeam>;
  removalRequests: Set<string>;
  /** Open invite links: id and the role of who comes in by one. */
  links: Map<string, OrgRole>;
  /** Sorted lists by query, emptied by every change. */
  lists: Map<string, OrgMember[]>;
}

export interface TeamMember {
  id: string;
  email: string;
  firstName: string | null;
  lastName: string | null;
  photoUrl: string | null;
  isAdmin: boolean;
  isOwner: boolean;
  dtConfirmed: number | null;
  lastActive: number | null;
}

export interface Secret {
  name: string;
  value: string;
  dtCreated: number;
  dtModified: number;
  attached: boolean;
}

export interface PaperspaceTeam {
  id: string;
  name: string;
  namespace: string;
  deleted: boolean;
  members: Map<string, TeamMember>;
  secrets: Map<string, Secret>;
  lists: Map<string, TeamMember[]>;
  otherTeams: { id: string; name: string; namespace: string }[];
}

interface TenantBase {
  vendor: Vendor;
  settings: TenantSettings;
  writes: Write[];
  /** Counts what is made, so that new ids never collide. */
  made: number;
  seed: number;
}
export interface PaperspaceTenant extends TenantBase {
  vendor: "paperspace";
  team: PaperspaceTeam;
}
export interface GitbookTenant extends TenantBase {
  vendor: "gitbook";
  organizations: Organization[];
}
export type Tenant = PaperspaceTenant | GitbookTenant;

/** A token: whose it is and what it opens. */
export interface Grant {
  token: string;
  tenant: Tenant;
  userId: string;
  revoked: boolean;
}

export const defaultSettings: TenantSettings = {
  orgMemberDelete: "deleted",
  unknownEmails: "ignore",
  ownerChange: 403,
  invalidBody: 400,
  enterprise: false,
  ssoEnforced: false,
  emailDomains: [],
  seatLimit: null,
  errorShape: "details",
  readOnly: false,
  rateLimit: null,
};

/** E-mails are compared without case, as both vendors do. */
export const emailKey = (email: string): string => email.trim().toLowerCase();

export const makeSecret = (input: SecretInput, now: number): Secret => {
  const created = input.createdAt === undefined ? now : Date.parse(input.createdAt);
  return {
    name: input.name,
    value: input.value ?? `made-up value of ${input.name}`,
    dtCreated: created,
    dtModified: input.modifiedAt === undefined ? created : Date.parse(input.modifiedAt),
    attached: input.inUse ?? false,
  };
};

export const findMember = (team: PaperspaceTeam, idOrEmail: string): TeamMember | undefined => {
  const byId = team.members.get(idOrEmail);
  if (byId !== undefined || !idOrEmail.includes("@")) return byId;
  const key = emailKey(idOrEmail);
  return team.members.values().find((member) => emailKey(member.email) === key);
};

export const findOrgMember = (org: Organization, idOrEmail: string): OrgMember | undefined =>
  org.members.get(idOrEmail) ?? org.members.get(org.byEmail.get(emailKey(idOrEmail)) ?? "");

export const putOrgMember = (org: Organization, member: OrgMember): void => {
  org.members.set(member.user.id, member);
  if (member.user.email !== null) org.byEmail.set(emailKey(member.user.email), member.user.id);
  org.lists.clear();
};

export const dropOrgMember = (org: Organization, userId: string): boolean => {
  const member = org.members.get(userId);
  if (member === undefined) return false;
  for (const team of org.teams.values()) setTeamRole(org, team, userId, null);
  org.members.delete(userId);
  if (member.user.email !== null) org.byEmail.delete(emailKey(member.user.email));
  org.removalRequests.delete(userId);
  org.lists.clear();
  return true;
};

/** Puts a member into a team with a role, or with null takes them out. Answers whether anything changed. */
export const setTeamRole = (
  org: Organization,
  team: GitbookTeam,
  userId: string,
  role: TeamRole | null,
): boolean => {
  const before = team.members.get(userId) ?? null;
  if (before === role) return false;
  const member = org.members.get(userId);
  if (role === null) team.members.delete(userId);
  else team.members.set(userId, role);
  if (before === null || role === null) {
    team.ids = undefined;
    if (member !== undefined) member.teamCount += role === null ? -1 : 1;
  }
  return true;
};

/** Guests take no seat. */
export const seatsUsed = (org: Organization): number =>
  org.members.values().reduce((sum, member) => sum + (member.role !== null && !member.disabled ? 1 : 0), 0);
