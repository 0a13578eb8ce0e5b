import {
  type Grant,
  type Organization,
  type OrgMember,
  seatsUsed,
  type TeamMember,
  type Tenant,
} from "./store.ts";
import type { StateMember, StateTeam, TenantDescription, TenantState } from "./types.ts";

const nameOf = (member: TeamMember): string =>
  [member.firstName, member.lastName].filter(Boolean).join(" ") || member.email;

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** What a test needs to know of a tenant it made. */
export const describeTenant = ({ token, tenant, userId }: Grant): TenantDescription => {
  if (tenant.vendor === "paperspace") {
    const { team } = tenant;
    const me = team.members.get(userId);
    const owner = team.members.values().find((member) => member.isOwner);
    return {
      vendor: "paperspace",
      token,
      tokenUserId: userId,
      tokenUserEmail: me?.email ?? null,
      tokenUserName: me === undefined ? "" : nameOf(me),
      ownerUserId: owner?.id ?? "",
      teamId: team.id,
      teamName: team.name,
      namespace: team.namespace,
      organizationId: "",
      organizationTitle: "",
      organizations: [],
      teams: [{ id: team.id, title: team.name, organizationId: "", memberCount: team.members.size }],
    };
  }
  const { organizations } = tenant;
  const [first] = organizations;
  const me = organizations.map((org) => org.members.get(userId)).find(Boolean)?.user;
  const teams = organizations.flatMap((org) =>
    [...org.teams.values()].map(({ id, title, members }) => ({
      id,
      title,
      organizationId: org.id,
      memberCount: members.size,
    })),
  );
  return {
    vendor: "gitbook",
    token,
    tokenUserId: userId,
    tokenUserEmail: me?.email ?? null,
    tokenUserName: me?.displayName ?? "",
    ownerUserId: first?.members.values().find((member) => member.role === "admin")?.user.id ?? "",
    teamId: teams[0]?.id ?? "",
    teamName: teams[0]?.title ?? "",
    namespace: "",
    organizationId: first?.id ?? "",
    organizationTitle: first?.title ?? "",
    organizations: organizations.map(({ id, title, members }) => ({ id, title, memberCount: members.size })),
    teams,
  };
};

const teamMemberState = (member: TeamMember): StateMember => ({
  id: member.id,
  email: member.email,
  name: nameOf(member),
  role: member.isOwner ? "owner" : member.isAdmin ? "admin" : "member",
  orgRole: null,
  invited: member.dtConfirmed === null,
  disabled: false,
  joinedAt: iso(member.dtConfirmed),
});

const orgMemberState = ({ user, role, disabled, joinedAt }: OrgMember): StateMember => ({
  id: user.id,
  email: user.email,
  name: user.displayName,
  role: null,
  orgRole: role,
  invited: false,
  disabled,
  joinedAt: iso(joinedAt),
});

const teamsState = (org: Organization): StateTeam[] =>
  [...org.teams.values()].map((team) => ({
    id: team.id,
    title: team.title,
    organizationId: org.id,
    members: [...team.members].map(([id, role]) => ({
      id,
      email: org.members.get(id)?.user.email ?? null,
      role,
    })),
  }));

/** Everything that a tenant holds, for tests that look at what a change left behind. */
export const tenantState = (tenant: Tenant): TenantState => {
  const common = { writes: [...tenant.writes], settings: { ...tenant.settings } };
  if (tenant.vendor === "paperspace") {
    const { id, name, namespace, deleted, members, secrets } = tenant.team;
    return {
      ...common,
      vendor: "paperspace",
      team: { id, name, namespace, deleted },
      members: [...members.values()].map(teamMemberState),
      secrets: [...secrets.values()].map((secret) => ({
        name: secret.name,
        value: secret.value,
        dtCreated: new Date(secret.dtCreated).toISOString(),
        dtModified: new Date(secret.dtModified).toISOString(),
        hasDeploymentAttached: secret.attached,
      })),
      organizations: [],
      teams: [],
    };
  }
  const organizations = tenant.organizations.map((org) => ({
    id: org.id,
    title: org.title,
    members: [...org.members.values()].map(orgMemberState),
    inviteLinks: [...org.links.keys()],
    removalRequests: [...org.removalRequests],
    seatsUsed: seatsUsed(org),
  }));
  return {
    ...common,
    vendor: "gitbook",
    team: null,
    members: organizations[0]?.members ?? [],
    secrets: [],
    organizations,
    teams: tenant.organizations.flatMap(teamsState),
  };
};
