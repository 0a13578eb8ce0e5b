import { now, nowIso } from "./clock.ts";
import { gitbookId, mix } from "./people.ts";
import {
  dropOrgMember,
  emailKey,
  findMember,
  findOrgMember,
  type GitbookTenant,
  makeSecret,
  type Organization,
  type OrgMember,
  type PaperspaceTenant,
  putOrgMember,
  setTeamRole,
  type TeamMember,
  type Tenant,
} from "./store.ts";
import { addTeam, orgMemberOf, strangerOf, teamMemberOf } from "./tenants.ts";
import type { Mutation, PersonInput } from "./types.ts";

interface Made {
  userId?: string;
  teamId?: string;
}

const must = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new Error(`The tenant has no ${what}`);
  return value;
};

/** Does to a tenant what somebody else would do at the vendor. */
export const mutateTenant = (tenant: Tenant, mutation: Mutation): Made => {
  const { op, ...body } = mutation;
  const made =
    op === "configure"
      ? configure(tenant, mutation)
      : tenant.vendor === "paperspace"
        ? mutatePaperspace(tenant, mutation)
        : mutateGitbook(tenant, mutation);
  const target = made.userId ?? made.teamId ?? "";
  tenant.writes.push({ at: nowIso(), operation: `mutate ${op}`, target, body, token: "" });
  return made;
};

const configure = (tenant: Tenant, mutation: Mutation): Made => {
  if (mutation.op === "configure") Object.assign(tenant.settings, mutation.settings);
  return {};
};

const editTeamMember = (member: TeamMember, person: PersonInput): void => {
  if (person.firstName !== undefined) member.firstName = person.firstName;
  if (person.lastName !== undefined) member.lastName = person.lastName;
  if (typeof person.email === "string") member.email = person.email;
  if (person.photoUrl !== undefined) member.photoUrl = person.photoUrl;
  if (person.lastActiveAt !== undefined)
    member.lastActive = person.lastActiveAt === null ? null : Date.parse(person.lastActiveAt);
};

const mutatePaperspace = ({ team, seed }: PaperspaceTenant, mutation: Mutation): Made => {
  const userOf = (user: string): TeamMember => must(findMember(team, user), `member ${user}`);
  team.lists.clear();
  switch (mutation.op) {
    case "addMember": {
      const [input, made] = strangerOf({ joinedAt: nowIso(), ...mutation.person }, seed);
      const member = teamMemberOf(input, made);
      team.members.set(member.id, member);
      return { userId: member.id };
    }
    case "removeMember": {
      const { id } = userOf(mutation.user);
      team.members.delete(id);
      return { userId: id };
    }
    case "setRole": {
      const member = userOf(mutation.user);
      member.isOwner = mutation.role === "owner";
      member.isAdmin = mutation.role !== "member";
      return { userId: member.id };
    }
    case "acceptInvite": {
      const member = userOf(mutation.user);
      member.dtConfirmed = now();
      member.lastActive = now();
      return { userId: member.id };
    }
    case "editPerson": {
      const member = userOf(mutation.user);
      editTeamMember(member, mutation.person);
      return { userId: member.id };
    }
    case "renameTeam":
      team.name = mutation.title;
      return { teamId: team.id };
    case "deleteTeam":
      team.deleted = true;
      return { teamId: team.id };
    case "putSecret": {
      const known = team.secrets.get(mutation.name);
      if (known === undefined) team.secrets.set(mutation.name, makeSecret(mutation, now()));
      else
        Object.assign(known, {
          value: mutation.value,
          dtModified: Math.max(now(), known.dtModified + 1),
        });
      return {};
    }
    case "deleteSecret":
      if (!team.secrets.delete(mutation.name)) must(undefined, `secret ${mutation.name}`);
      return {};
    case "setAttached":
      must(team.secrets.get(mutation.name), `secret ${mutation.name}`).attached = mutation.attached;
      return {};
    default:
      throw new Error(`${mutation.op} is nothing for Paperspace`);
  }
};

const editOrgMember = (tenant: GitbookTenant, member: OrgMember, person: PersonInput): void => {
  const { user } = member;
  const before = user.email;
  if (person.displayName !== undefined) user.displayName = person.displayName;
  if (person.email !== undefined) user.email = person.email;
  if (person.photoUrl !== undefined) user.photoUrl = person.photoUrl;
  for (const org of tenant.organizations) {
    org.lists.clear();
    if (!org.members.has(user.id)) continue;
    if (before !== null) org.byEmail.delete(emailKey(before));
    if (user.email !== null) org.byEmail.set(emailKey(user.email), user.id);
  }
};

const mutateGitbook = (tenant: GitbookTenant, mutation: Mutation): Made => {
  const teamIdOf = "teamId" in mutation ? mutation.teamId : undefined;
  const wantedOrg = "organizationId" in mutation ? mutation.organizationId : undefined;
  const orgOf = (): Organization =>
    must(
      tenant.organizations.find((org) =>
        wantedOrg !== undefined ? org.id === wantedOrg : teamIdOf === undefined || org.teams.has(teamIdOf),
      ),
      `organization ${wantedOrg ?? `of team ${teamIdOf}`}`,
    );
  const org = orgOf();
  const teamOf = () =>
    must(
      teamIdOf === undefined ? org.teams.values().next().value : org.teams.get(teamIdOf),
      `team ${teamIdOf}`,
    );
  const userOf = (user: string): OrgMember => must(findOrgMember(org, user), `member ${user}`);
  org.lists.clear();
  switch (mutation.op) {
    case "addMember": {
      const [input, made] = strangerOf({ joinedAt: nowIso(), ...mutation.person }, tenant.seed);
      const known = findOrgMember(org, input.id ?? made.gitbookId);
      const member = known ?? orgMemberOf(input, made);
      if (known === undefined) putOrgMember(org, member);
      if (teamIdOf !== undefined) setTeamRole(org, teamOf(), member.user.id, mutation.teamRole ?? "member");
      return { userId: member.user.id };
    }
    case "removeMember": {
      const { id } = userOf(mutation.user).user;
      if (teamIdOf === undefined) dropOrgMember(org, id);
      else setTeamRole(org, teamOf(), id, null);
      return { userId: id };
    }
    case "setRole": {
      const { id } = userOf(mutation.user).user;
      setTeamRole(org, teamOf(), id, mutation.role === "owner" ? "owner" : "member");
      return { userId: id };
    }
    case "setOrgRole": {
      const member = userOf(mutation.user);
      member.role = mutation.role;
      return { userId: member.user.id };
    }
    case "setDisabled": {
      const member = userOf(mutation.user);
      member.disabled = mutation.disabled;
      return { userId: member.user.id };
    }
    case "editPerson": {
      const member = userOf(mutation.user);
      editOrgMember(tenant, member, mutation.person);
      return { userId: member.user.id };
    }
    case "renameTeam": {
      const team = teamOf();
      team.title = mutation.title;
      return { teamId: team.id };
    }
    case "deleteTeam": {
      const team = teamOf();
      for (const userId of [...team.members.keys()]) setTeamRole(org, team, userId, null);
      org.teams.delete(team.id);
      return { teamId: team.id };
    }
    case "addLink":
      org.links.set(mutation.id, mutation.role);
      return {};
    case "deleteLink":
      if (!org.links.delete(mutation.id)) must(undefined, `link ${mutation.id}`);
      return {};
    case "addTeam": {
      const id = gitbookId(mix(tenant.seed, tenant.made++) + now(), tenant.made);
      return { teamId: addTeam(tenant, { createdAt: nowIso(), ...mutation.team }, id).id };
    }
    default:
      throw new Error(`${mutation.op} is nothing for GitBook`);
  }
};
