import { nowIso } from "./clock.ts";
import { type Answer, type Exchange, Refusal } from "./exchange.ts";
import { pageOf } from "./paging.ts";
import {
  emailKey,
  type GitbookTeam,
  type GitbookTenant,
  type GitbookUser,
  type Organization,
  type OrgMember,
} from "./store.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

/** Who calls: the tenant, the token's person in the organization, and what they may. */
export interface Caller {
  tenant: GitbookTenant;
  userId: string;
}

export interface OrgCaller extends Caller {
  org: Organization;
  me: OrgMember;
  admin: boolean;
}

export const callerOf = (call: Exchange): Caller => {
  if (call.token === "") throw new Refusal(403, "Missing authentication");
  const grant = call.grant;
  if (grant === undefined || grant.revoked || grant.tenant.vendor !== "gitbook")
    throw new Refusal(401, "Invalid authentication");
  return { tenant: grant.tenant, userId: grant.userId };
};

export const orgCallerOf = (call: Exchange): OrgCaller => {
  const caller = callerOf(call);
  const org = caller.tenant.organizations.find((one) => one.id === call.params.org);
  if (org === undefined) throw new Refusal(404, "Organization not found");
  const me = org.members.get(caller.userId);
  if (me === undefined || me.disabled) throw new Refusal(403, "You don't have access to this organization");
  return { ...caller, org, me, admin: me.role === "admin" && !caller.tenant.settings.readOnly };
};

export const mayManage = (caller: OrgCaller, team: GitbookTeam): boolean =>
  !caller.tenant.settings.readOnly &&
  (team.canManage ?? (caller.admin || team.members.get(caller.userId) === "owner"));

/** The organization of the call, for who may administer it. */
export const orgAdminOf = (call: Exchange): OrgCaller => {
  const caller = orgCallerOf(call);
  if (!caller.admin) throw new Refusal(403, "You don't have the permission to do this in this organization");
  return caller;
};

export const teamOf = (org: Organization, id: string | undefined): GitbookTeam => {
  const team = org.teams.get(id ?? "");
  if (team === undefined) throw new Refusal(404, "Team not found");
  return team;
};

export const record = (
  call: Exchange,
  { tenant }: Caller,
  operation: string,
  target: string,
  body: unknown,
): void => {
  tenant.writes.push({ at: nowIso(), operation, target, body, token: call.token });
};

const API = "https://api.gitbook.com/v1";

export const userView = (user: GitbookUser) => ({
  object: "user",
  id: user.id,
  displayName: user.displayName,
  ...(user.email === null ? {} : { email: user.email }),
  ...(user.photoUrl === null ? {} : { photoURL: user.photoUrl }),
  urls: { location: `${API}/users/${encodeURIComponent(user.id)}` },
});

export const memberView = (member: OrgMember) => ({
  object: "member",
  id: member.user.id,
  role: member.role,
  user: userView(member.user),
  disabled: member.disabled,
  joinedAt: iso(member.joinedAt),
  ...(member.lastSeenAt === null ? {} : { lastSeenAt: iso(member.lastSeenAt) }),
  sso: member.sso,
  spaces: member.spaces,
  teams: member.teamCount,
  sites: member.spaces % 3,
});

export const teamView = (caller: OrgCaller, team: GitbookTeam) => ({
  object: "team",
  id: team.id,
  title: team.title,
  members: team.members.size,
  spaces: team.spaces,
  createdAt: iso(team.createdAt),
  permissions: { admin: mayManage(caller, team), view: true },
});

export const spaceView = (org: Organization, space: { id: string; title: string }) => ({
  object: "space",
  id: space.id,
  title: space.title,
  emoji: "1f4d6",
  visibility: "private",
  createdAt: iso(org.createdAt),
  updatedAt: iso(org.createdAt),
  editMode: "locked",
  mergeRules: { type: "inherit" },
  urls: {
    location: `${API}/spaces/${space.id}`,
    app: `https://app.gitbook.com/o/${org.id}/s/${space.id}/`,
  },
  organization: org.id,
  language: "en",
  revision: `revision-${space.id}`,
  defaultLevel: "inherit",
  comments: 0,
  changeRequests: 0,
  changeRequestsOpen: 0,
  changeRequestsDraft: 0,
  permissions: Object.fromEntries(SPACE_RIGHTS.map((right) => [right, true])),
});

const SPACE_RIGHTS = [
  ...["view", "access", "admin", "viewInviteLinks", "edit", "triggerGitSync", "comment", "merge", "review"],
  "installIntegration",
];

export const organizationView = (caller: Caller, org: Organization) => {
  const { enterprise, ssoEnforced, readOnly, emailDomains } = caller.tenant.settings;
  const me = org.members.get(caller.userId);
  const admin = me?.role === "admin" && !readOnly;
  const writes = me?.role === "admin" || me?.role === "create";
  const ownTeam = org.teams.values().some((team) => team.members.get(caller.userId) === "owner");
  const slug = org.title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return {
    object: "organization",
    id: org.id,
    title: org.title,
    createdAt: iso(org.createdAt),
    type: "business",
    useCase: "internalDocs",
    emailDomains,
    defaultRole: "read",
    sso: ssoEnforced,
    inviteLinks: !ssoEnforced,
    plan: enterprise ? "enterprise_2024" : "pro_2024",
    mergeRules: { type: "none" },
    urls: { location: `${API}/orgs/${org.id}`, app: `https://app.gitbook.com/o/${org.id}/${slug}` },
    trial: { status: "none", count: 0 },
    permissions: {
      view: true,
      access: me !== undefined && !me.disabled,
      admin,
      ownTeam,
      createContent: writes,
      createOpenAPISpec: writes,
      viewBilling: admin,
      listMembers: true,
      listTeams: true,
      listIntegrations: admin,
      listInstallations: admin,
      installIntegration: admin,
    },
  };
};

/** A list; `count` is left out where the vendor leaves it out. */
export const listAnswer = <T>(
  call: Exchange,
  list: readonly T[],
  view: (item: T) => unknown,
  counted = true,
): Answer => {
  const limit = Number(call.query.get("limit") ?? 50);
  const { items, next } = pageOf(call, list, limit, call.query.get("page") ?? "");
  return {
    status: 200,
    body: {
      ...(next === undefined ? {} : { next: { page: next } }),
      ...(counted ? { count: list.length } : {}),
      items: items.map(view),
    },
  };
};

const byName = new Intl.Collator("en", { sensitivity: "base" });
const KEPT_LISTS = 12;

/** The organization's members as asked for; searches and orders are kept until something changes. */
export const membersOf = (org: Organization, query: URLSearchParams): OrgMember[] => {
  const role = query.get("role") ?? "";
  const search = emailKey(query.get("search") ?? "");
  const sort = query.get("sort") ?? "joinedAt";
  const sign = query.get("order") === "asc" ? 1 : -1;
  const key = JSON.stringify([role, search, sort, sign]);
  const known = org.lists.get(key);
  if (known !== undefined) return known;
  const list = [...org.members.values()].filter(
    ({ user, role: has }) =>
      (role === "" || (has ?? "guest") === role) &&
      (search === "" ||
        user.displayName.toLowerCase().includes(search) ||
        emailKey(user.email ?? "").includes(search)),
  );
  if (sort === "name") list.sort((a, b) => sign * byName.compare(a.user.displayName, b.user.displayName));
  else if (sort === "joinedAt") list.sort((a, b) => sign * (a.joinedAt - b.joinedAt));
  else list.sort((a, b) => sign * ((a.lastSeenAt ?? 0) - (b.lastSeenAt ?? 0)));
  if (org.lists.size >= KEPT_LISTS) org.lists.clear();
  org.lists.set(key, list);
  return list;
};
