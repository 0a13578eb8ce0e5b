import { now as clock } from "./clock.ts";
import { DEMO_SECRETS, DEMO_TEAMS, type DemoTeam, WHO, type Who } from "./demo-data.ts";
import { DOCS_TEAMS, LABS_TEAMS } from "./demo-docs.ts";
import { gitbookId, personAt } from "./people.ts";
import { secretAt } from "./secrets.ts";
import type { PersonInput, SandboxControl, SecretInput, TenantOptions, Vendor } from "./types.ts";

export interface DemoConnection {
  label: string;
  vendor: Vendor;
  token: string;
  /** The team's id at Paperspace, the organization's at GitBook. */
  targetId: string;
}

const DOCS = { label: "Halden Docs", token: "sandbox-gitbook-docs", targetId: "HaldenDocs" };
const LABS = { label: "Halden Labs", token: "sandbox-gitbook-labs", targetId: "HaldenLabs" };

/** What `npm run demo` connects. The tokens open nothing but the sandbox. */
export const DEMO_CONNECTIONS: readonly DemoConnection[] = [
  ...DEMO_TEAMS.map(({ label, token, teamId }) => ({
    label,
    vendor: "paperspace" as const,
    token,
    targetId: teamId,
  })),
  { ...DOCS, vendor: "gitbook" },
  { ...LABS, vendor: "gitbook" },
];

const SEED = 1;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Numbers below are on Paperspace; those up to DOCS_END in Halden Docs; the rest in Halden Labs alone. */
const PAPERSPACE_END = 447;
const DOCS_END = 1423;
const END = 1486;
const PAPERSPACE_ONLY = 35;
const CAST_SIZE = Object.keys(WHO).length;

const numbersOf = (names: readonly Who[]): number[] => names.map((name) => WHO[name]);

const range = (from: number, end: number): number[] => Array.from({ length: end - from }, (_, i) => from + i);

/** Contractors of the cast and every twelfth: they have no GitBook account. */
const paperspaceOnly: ReadonlySet<number> = new Set(
  [
    ...numbersOf(["danielTheOther", "hostile", "priya", "passport"]),
    ...range(CAST_SIZE, PAPERSPACE_END).filter((number) => number % 12 === 0),
  ].slice(0, PAPERSPACE_ONLY),
);

const secretsOf = (team: DemoTeam, teamNumber: number, now: number): SecretInput[] => {
  const iso = (days: number): string => new Date(now - days * DAY - 3 * HOUR).toISOString();
  const known = DEMO_SECRETS.filter(([key]) => team.token.endsWith(key)).map(
    ([, name, created, changed, inUse]) => ({
      name,
      createdAt: iso(created),
      modifiedAt: iso(changed),
      inUse,
    }),
  );
  // Nothing generated is older than the policy that Rollcall begins with allows (90 days): the overdue ones are those of the list.
  const more = range(0, team.secrets - known.length).map((index) =>
    secretAt(teamNumber * 13 + index, SEED, now, 75 * 24),
  );
  return [...known, ...more];
};

const paperspaceTenant = (team: DemoTeam, teamNumber: number): TenantOptions => {
  const cast: PersonInput[] = [
    { index: WHO[team.owner], role: "owner" },
    ...numbersOf(team.admins).map((index) => ({ index, role: "admin" as const })),
    ...numbersOf(team.cast).map((index) => ({ index, role: "member" as const })),
  ];
  const rest = range(team.from, team.from + team.members - cast.length).map((index) => ({
    index: index < PAPERSPACE_END ? index : index - PAPERSPACE_END + CAST_SIZE,
  }));
  return {
    vendor: "paperspace",
    token: team.token,
    members: team.members,
    seed: SEED,
    namespace: team.namespace,
    overrides: {
      teamId: team.teamId,
      teamName: team.label,
      people: [...cast, ...rest],
      secrets: secretsOf(team, teamNumber, clock()),
      tokenUser: personAt("lifelike", SEED, WHO[team.keyOf], 0).email,
      settings: { readOnly: team.readOnly ?? false },
    },
  };
};

const idOf = (number: number): string => gitbookId(SEED, number);

const emailOf = (name: Who): string => personAt("lifelike", SEED, WHO[name], 0).email;

const docsTenant = (): TenantOptions => {
  const people = range(0, DOCS_END).filter((number) => !paperspaceOnly.has(number));
  const others = people.filter((number) => number >= CAST_SIZE);
  let start = 0;
  const teams = DOCS_TEAMS.map(({ title, members, cast, owners = [], viewOnly }) => {
    const missing = members - cast.length;
    // Small teams take turns over the organization, so that people are in few of them.
    start = members > others.length / 2 ? 0 : (start + 89) % (others.length - missing);
    const ids = [...numbersOf(cast), ...others.slice(start, start + missing)].map(idOf);
    const more = viewOnly === true ? { canManage: false } : {};
    return { title, members: ids, owners: owners.map(emailOf), ...more };
  });
  return {
    vendor: "gitbook",
    token: DOCS.token,
    members: 0,
    orgMembers: people.length,
    seed: SEED,
    enterprise: true,
    overrides: {
      organizationIds: [DOCS.targetId],
      organizationTitles: [DOCS.label],
      people: people.map((index) => ({ index })),
      tokenUser: emailOf("ingrid"),
      teams,
      inviteLinks: [
        { id: "LinkEveryone", role: "read" },
        { id: "LinkWriters", role: "edit" },
      ],
      settings: { emailDomains: ["halden.example"] },
    },
  };
};

const labsTenant = (): TenantOptions => {
  const people: PersonInput[] = [
    { index: WHO.gwendolyn, orgRole: "admin", disabled: false },
    { index: WHO.zoe, orgRole: "edit" },
    ...range(DOCS_END, END).map((index) => ({ index })),
    ...range(DOCS_END - 58, DOCS_END).map((index) => ({ index })),
  ];
  const ids = people.map(({ index = 0 }) => idOf(index));
  let start = 0;
  const teams = LABS_TEAMS.map(({ title, members }) => {
    start += members;
    return { title, members: ids.slice(start - members, start) };
  });
  return {
    vendor: "gitbook",
    token: LABS.token,
    members: 0,
    orgMembers: people.length,
    seed: SEED,
    overrides: {
      organizationIds: [LABS.targetId],
      organizationTitles: [LABS.label],
      people,
      tokenUser: emailOf("gwendolyn"),
      teams,
    },
  };
};

/** Fills a sandbox with the made-up company Halden: six Paperspace teams and two GitBook organizations. */
export const seedDemo = async (control: SandboxControl): Promise<void> => {
  const tenants = [...DEMO_TEAMS.map(paperspaceTenant), docsTenant(), labsTenant()];
  for (const tenant of tenants) await control.createTenant(tenant);
};
