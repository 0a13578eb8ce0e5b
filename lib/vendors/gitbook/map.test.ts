import { describe, expect, it } from "vitest";
import { toOrgMember, toPage, toTarget, toTeam, toTeamMember } from "./map.ts";
import { listSchema, organizationSchema, orgMemberSchema, teamMemberSchema, teamSchema } from "./schema.ts";

const person = {
  object: "member",
  id: "usr_1",
  role: "create",
  user: {
    object: "user",
    id: "usr_1",
    displayName: "Ada Müller",
    email: "ada@halden.example",
    photoURL: "https://img.halden.example/a.png",
    urls: { location: "https://api.gitbook.com/v1/users/usr_1" },
  },
  disabled: false,
  joinedAt: "2022-01-02T03:04:05.678Z",
  lastSeenAt: "2026-01-02T03:04:05Z",
  sso: true,
  spaces: 3,
  teams: 2,
  sites: 1,
};
const mapped = {
  userId: "usr_1",
  name: "Ada Müller",
  email: "ada@halden.example",
  avatarUrl: "https://img.halden.example/a.png",
  profileUrl: "https://api.gitbook.com/v1/users/usr_1",
  orgRole: "create",
  status: "active",
  joinedAt: "2022-01-02T03:04:05.678Z",
  lastActiveAt: "2026-01-02T03:04:05.000Z",
  sso: true,
  spaces: 3,
  teams: 2,
  sites: 1,
};
const list = (items: unknown[], more: object = {}) => listSchema.parse({ items, ...more });
const teamMembers = (...items: unknown[]) => toPage(list(items), teamMemberSchema, toTeamMember);
const orgMembers = (...items: unknown[]) => toPage(list(items), orgMemberSchema, toOrgMember);

describe("a team's member", () => {
  it("has the team's role and the organization's", () => {
    const row = { organization: person, team: { role: "owner" }, permissions: { view: true } };
    expect(teamMembers(row).items).toEqual([{ ...mapped, role: "owner" }]);
  });

  it("keeps an unknown role's word", () => {
    const row = { organization: { ...person, role: "superintendent" }, team: { role: "janitor" } };
    expect(teamMembers(row).items[0]).toMatchObject({
      role: "member",
      vendorRole: "janitor",
      orgRole: "superintendent",
      problems: undefined,
    });
  });

  it("degrades where fields are missing or wrong", () => {
    const [member] = teamMembers({ organization: { id: "usr_2" }, team: null }).items;
    expect(member).toMatchObject({ userId: "usr_2", name: "", role: "member", status: "active" });
    expect(member?.problems?.sort()).toEqual(
      ["joinedAt", "name", "orgRole", "role", "spaces", "sso", "status", "teams"].sort(),
    );
    const wrong = {
      ...person,
      user: { ...person.user, displayName: 5, photoURL: "data:x", urls: 1 },
      spaces: "7",
    };
    expect(teamMembers({ organization: wrong, team: { role: "member" } }).items[0]?.problems?.sort()).toEqual(
      ["avatarUrl", "name", "profileUrl", "spaces"].sort(),
    );
  });
});

describe("an organization's member", () => {
  it("is an admin or a member, with the vendor's word; null is a guest", () => {
    const [creator, admin, guest] = orgMembers(
      person,
      { ...person, role: "admin" },
      { ...person, role: null, disabled: true },
    ).items;
    expect(creator).toEqual({ ...mapped, role: "member", vendorRole: "create" });
    expect(admin).toMatchObject({ role: "admin", orgRole: "admin" });
    expect(admin?.vendorRole).toBeUndefined();
    expect(guest).toMatchObject({ role: "member", orgRole: null, status: "disabled", problems: undefined });
  });

  it("may have no e-mail and was perhaps never seen", () => {
    const { email: _email, ...user } = person.user;
    const { lastSeenAt: _seen, sites: _sites, ...rest } = person;
    const [member] = orgMembers({ ...rest, user }).items;
    expect(member?.email).toBeUndefined();
    expect(member?.problems).toBeUndefined();
  });
});

describe("a team", () => {
  const team = {
    object: "team",
    id: "team-1",
    title: "Docs\u0000 \u202Eevil",
    members: 5,
    spaces: 2,
    createdAt: "2024-05-06T07:08:09.000Z",
    permissions: { admin: false, view: true },
  };
  it("becomes ours with the token's rights", () => {
    expect(toTeam(teamSchema.parse(team))).toEqual({
      vendorTeamId: "team-1",
      name: "Docs  \u202Eevil",
      memberCount: 5,
      spaceCount: 2,
      createdAt: "2024-05-06T07:08:09.000Z",
      may: { view: true, manage: false },
    });
  });

  it("without a readable title goes by its id", () => {
    const row = toTeam(teamSchema.parse({ id: "team-2", members: -1 }));
    expect(row).toMatchObject({ name: "team-2", may: { view: true, manage: true } });
    expect(row.problems).toEqual(["name", "memberCount", "spaceCount", "createdAt"]);
  });
});

describe("a list", () => {
  it.each([
    [
      { next: { page: "p2" }, count: 9 },
      { next: "p2", total: 9 },
    ],
    [{}, { next: undefined }],
    [{ next: null }, { next: undefined }],
    [{ next: { page: "" } }, { next: undefined }],
    [{ next: "p2" }, { next: undefined, problem: "hasMoreWithoutNext" }],
    [
      { next: {}, count: "many" },
      { next: undefined, problem: "hasMoreWithoutNext" },
    ],
  ])("%j", (said, expected) => {
    expect(toPage(list([], said), teamSchema, toTeam)).toEqual({ items: [], ...expected });
  });
});

describe("an organization", () => {
  it("says in words what the token may", () => {
    const permissions = { view: true, admin: false, ownTeam: true, listMembers: true, listTeams: true };
    expect(toTarget(organizationSchema.parse({ id: "o1", title: "Halden", permissions }))).toEqual({
      id: "o1",
      name: "Halden",
      entry: {},
      may: { view: true, manage: true },
      rights: ["Owner of a team", "Can list teams", "Can list members"],
    });
    expect(toTarget(organizationSchema.parse({ id: "o1" }))).toMatchObject({ name: "o1", rights: [] });
  });
});
