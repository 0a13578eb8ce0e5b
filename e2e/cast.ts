import { randomBytes } from "node:crypto";
import type { PersonInput, SecretInput, TeamInput, TenantOptions, TenantOverrides } from "#sandbox/types.ts";

/** Made-up people with names that each test can say aloud. */
export type Someone = { firstName: string; lastName: string; name: string; email: string };

const someone = (firstName: string, lastName: string): Someone => ({
  firstName,
  lastName,
  name: `${firstName} ${lastName}`,
  email: `${firstName}.${lastName}@halden.example`.toLowerCase(),
});

export const OTTILIE = someone("Ottilie", "Brandt");
export const NOOR = someone("Noor", "Haddad");
export const IVO = someone("Ivo", "Lindqvist");
export const MEI = someone("Mei", "Tanaka");
export const PIA = someone("Pia", "Sundberg");
/** In no organization until a test brings her in. */
export const RUTH = someone("Ruth", "Achterberg");

/** A name that no other test has, so that it can be searched for over all teams. */
export const unique = (words: string): string => `${words} ${randomBytes(3).toString("hex")}`;
export const uniqueSecret = (words: string): string => `${words}_${randomBytes(3).toString("hex")}`;

type Wanted = Omit<TenantOptions, "token">;

/** Input for the sandbox: `name` is ours. */
export const as = ({ name: _name, ...person }: Someone, rest: PersonInput = {}): PersonInput => ({
  ...person,
  role: "member",
  joinedAt: "2025-02-03T09:00:00.000Z",
  ...rest,
});

/** A Paperspace team of four: Ottilie owns it (and the key is hers), Ivo and Pia administer it, Noor and Mei are members. */
export function paperspaceTeam(
  overrides: TenantOverrides & { secrets?: SecretInput[] } = {},
  rest: Partial<Wanted> = {},
): Wanted {
  const people = overrides.people ?? [
    as(OTTILIE, { role: "owner" }),
    as(IVO, { role: "admin" }),
    as(PIA, { role: "admin" }),
    as(NOOR),
    as(MEI),
  ];
  return {
    vendor: "paperspace",
    members: people.length,
    ...rest,
    overrides: { teamName: unique("Perception"), secrets: [], ...overrides, people },
  };
}

/** A GitBook organization: Ottilie (whose token it is) and Pia are its admins; one team of Ivo (owner), Noor and Mei. */
export function gitbookOrganization(
  overrides: TenantOverrides & { teams?: TeamInput[] } = {},
  rest: Partial<Wanted> = {},
): Wanted {
  const people = overrides.people ?? [
    as(OTTILIE, { orgRole: "admin" }),
    as(PIA, { orgRole: "admin" }),
    as(IVO, { orgRole: "edit" }),
    as(NOOR, { orgRole: "read" }),
    as(MEI, { orgRole: "read" }),
  ];
  const teams = overrides.teams ?? [handbook()];
  return {
    vendor: "gitbook",
    members: 0,
    orgMembers: people.length,
    enterprise: true,
    ...rest,
    overrides: { organizationTitles: [unique("Halden")], ...overrides, people, teams },
  };
}

export const handbook = (title = unique("Handbook"), rest: Partial<TeamInput> = {}): TeamInput => ({
  title,
  members: [NOOR.email, MEI.email],
  owners: [IVO.email],
  ...rest,
});
