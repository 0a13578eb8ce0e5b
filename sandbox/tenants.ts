import { createHash } from "node:crypto";
import { now as clock } from "./clock.ts";
import { gitbookId, type Person, paperspaceId, personAt } from "./people.ts";
import { lifelikeSecrets, plainSecrets } from "./secrets.ts";
import {
  defaultSettings,
  emailKey,
  findOrgMember,
  type GitbookTeam,
  type GitbookTenant,
  makeSecret,
  type Organization,
  type OrgMember,
  type PaperspaceTenant,
  putOrgMember,
  setTeamRole,
  type TeamMember,
} from "./store.ts";
import type { PersonInput, TeamInput, TenantOptions, TenantSettings } from "./types.ts";

const DAY = 86_400_000;

/** A small number of a text, so that each token gets team ids of its own. */
const hashOf = (text: string): number => createHash("sha256").update(text).digest().readUInt32BE(0);

const timeOf = (given: string | null | undefined, otherwise: number | null): number | null =>
  given === undefined ? otherwise : given === null ? null : Date.parse(given);

const settingsOf = (options: TenantOptions): TenantSettings => ({
  ...defaultSettings,
  ...(options.enterprise === undefined ? {} : { enterprise: options.enterprise }),
  ...(options.ssoEnforced === undefined ? {} : { ssoEnforced: options.ssoEnforced }),
  ...options.overrides?.settings,
});

export const teamMemberOf = (input: PersonInput, made: Person): TeamMember => {
  const invited = input.invited ?? (input.email === undefined ? made.invited : false);
  return {
    id: input.id ?? made.paperspaceId,
    email: input.email ?? made.email,
    firstName: input.firstName === undefined ? made.firstName : input.firstName,
    lastName: input.lastName === undefined ? made.lastName : input.lastName,
    photoUrl: input.photoUrl ?? null,
    isOwner: input.role === "owner",
    isAdmin: input.role === undefined ? made.admin : input.role !== "member",
    dtConfirmed: invited ? null : timeOf(input.joinedAt, made.joinedAt),
    lastActive: invited ? null : timeOf(input.lastActiveAt, made.lastActiveAt),
  };
};

const nameOf = (input: PersonInput, made: Person): string =>
  input.displayName ??
  (input.firstName === undefined && input.lastName === undefined
    ? made.displayName
    : [input.firstName, input.lastName].filter(Boolean).join(" ") || (input.email ?? made.email));

export const orgMemberOf = (input: PersonInput, made: Person): OrgMember => ({
  user: {
    id: input.id ?? made.gitbookId,
    displayName: nameOf(input, made),
    email: input.email === undefined ? made.gitbookEmail : input.email,
    photoUrl: input.photoUrl ?? null,
  },
  role: input.orgRole === undefined ? made.orgRole : input.orgRole,
  disabled: input.disabled ?? (input.email === undefined && made.disabled),
  sso: input.sso ?? made.sso,
  joinedAt: timeOf(input.joinedAt, made.joinedAt) ?? made.joinedAt,
  lastSeenAt: timeOf(input.lastActiveAt, made.lastActiveAt),
  teamCount: 0,
  spaces: made.index % 9,
});

/** Given people first, then generated ones, `count` in all. */
const peopleOf = function* (
  options: TenantOptions,
  count: number,
  from: number,
): Generator<[PersonInput, Person]> {
  const { seed = 1, profile = "lifelike", overrides } = options;
  const now = clock();
  const given = overrides?.people ?? [];
  for (const [index, input] of given.entries()) {
    if (input.index !== undefined) yield [input, personAt(profile, seed, input.index, now)];
    else if (input.email === undefined) yield [input, personAt(profile, seed, from + index, now)];
    else yield strangerOf(input, seed);
  }
  for (let index = given.length; index < count; index += 1)
    yield [{}, personAt(profile, seed, from + index, now)];
};

/** Somebody with an e-mail of their own: the same ids for the same address, whatever tenant they are in. */
export const strangerOf = (input: PersonInput, seed: number): [PersonInput, Person] => {
  const key = 2_000_000 + hashOf(emailKey(input.email ?? input.displayName ?? input.firstName ?? "")) / 2;
  const made = personAt("lifelike", seed, Math.floor(key), clock());
  const some = { ...made, disabled: false, invited: false, admin: false, email: "unknown@halden.example" };
  return [{ firstName: null, lastName: null, orgRole: "edit", role: "member", ...input }, some];
};

export const createPaperspace = (options: TenantOptions): PaperspaceTenant => {
  const { token, seed = 1, overrides = {} } = options;
  const key = hashOf(`${token}/${seed}`);
  const id = overrides.teamId ?? paperspaceId("t", key, 0);
  const name = overrides.teamName ?? `Team ${token.slice(0, 40)}`;
  const tenant: PaperspaceTenant = {
    vendor: "paperspace",
    settings: settingsOf(options),
    writes: [],
    made: 0,
    seed,
    team: {
      id,
      name,
      namespace: options.namespace ?? `halden-${id.slice(1)}`,
      deleted: false,
      members: new Map(),
      secrets: new Map(),
      lists: new Map(),
      otherTeams: overrides.otherTeams ?? [],
    },
  };
  const { members, secrets } = tenant.team;
  for (const [input, made] of peopleOf(options, options.members ?? 25, overrides.peopleFrom ?? 0)) {
    const member = teamMemberOf(input, made);
    members.set(member.id, member);
  }
  if (!members.values().some((member) => member.isOwner)) {
    const first = members.values().next().value;
    if (first !== undefined) Object.assign(first, { isOwner: true, isAdmin: true });
  }
  const now = clock();
  const count = options.secrets ?? 6;
  const made =
    overrides.secrets ??
    (options.profile === "plain" ? plainSecrets(count, now) : lifelikeSecrets(count, seed, now));
  for (const input of made) secrets.set(input.name, makeSecret(input, now));
  return tenant;
};

export const createGitbook = (options: TenantOptions): GitbookTenant => {
  const { token, seed = 1, overrides = {} } = options;
  const key = hashOf(`${token}/${seed}`);
  const members = options.members ?? 25;
  const tenant: GitbookTenant = {
    vendor: "gitbook",
    settings: settingsOf(options),
    writes: [],
    made: 0,
    seed,
    organizations: [],
  };
  for (let index = 0; index < (options.organizations ?? 1); index += 1) {
    const org: Organization = {
      id: overrides.organizationIds?.[index] ?? gitbookId(key, index),
      title: overrides.organizationTitles?.[index] ?? `Organization ${index + 1} of ${token.slice(0, 40)}`,
      createdAt: clock() - 1900 * DAY + index * DAY,
      members: new Map(),
      byEmail: new Map(),
      teams: new Map(),
      removalRequests: new Set(),
      links: new Map(overrides.inviteLinks?.map(({ id, role }) => [id, role]) ?? []),
      lists: new Map(),
    };
    const count = Math.max(members, options.orgMembers ?? members + 5);
    for (const [input, made] of peopleOf(options, count, overrides.peopleFrom ?? 0)) {
      const member = orgMemberOf(input, made);
      // The tenant's first person administers, so that there is always somebody who may.
      if (org.members.size === 0 && input.orgRole === undefined) member.role = "admin";
      const known = tenant.organizations[0]?.members.get(member.user.id)?.user;
      putOrgMember(org, known === undefined ? member : { ...member, user: known });
    }
    tenant.organizations.push(org);
  }
  const given =
    overrides.teams ??
    tenant.organizations.flatMap((_, organization) => teamInputs(options, organization, members));
  for (const input of given) addTeam(tenant, input, gitbookId(key + 1, tenant.made++));
  return tenant;
};

const TITLES = [
  "Handbook",
  "API reference",
  "Security and compliance",
  "Platform on-call",
  "Field service manuals",
  "Localization · العربية, עברית, Ελληνικά",
  "Customer onboarding",
  "Hardware bring-up",
];

const teamInputs = (options: TenantOptions, organization: number, members: number): TeamInput[] =>
  Array.from({ length: options.teams ?? 3 }, (_, index) => {
    const known = options.profile === "plain" ? undefined : TITLES[index];
    return {
      title: known ?? `Team ${String(index + 1).padStart(2, "0")}`,
      organization,
      members: index === 0 ? members : Math.ceil(members / (index + 2)),
    };
  });

export const addTeam = (tenant: GitbookTenant, input: TeamInput, id: string): GitbookTeam => {
  const org = tenant.organizations[input.organization ?? 0];
  if (org === undefined) throw new Error(`No organization ${input.organization}`);
  const team: GitbookTeam = {
    id: input.id ?? id,
    title: input.title,
    spaces: input.spaces ?? 1 + (tenant.made % 7),
    createdAt:
      input.createdAt === undefined ? clock() - (30 + tenant.made * 41) * DAY : Date.parse(input.createdAt),
    members: new Map(),
    canManage: input.canManage,
    ids: undefined,
  };
  org.teams.set(team.id, team);
  const ids = Array.isArray(input.members)
    ? input.members.map((who) => idIn(org, who))
    : org.members.keys().take(input.members ?? 0);
  for (const userId of ids) setTeamRole(org, team, userId, "member");
  for (const who of input.owners ?? []) setTeamRole(org, team, idIn(org, who), "owner");
  return team;
};

const idIn = (org: Organization, who: string): string => {
  const member = findOrgMember(org, who);
  if (member === undefined) throw new Error(`${who} is not in ${org.title}`);
  return member.user.id;
};
