import type {
  InviteResult,
  RemovalOutcome,
  TeamRole,
  Vendor,
  VendorClient,
  VendorFacts,
  VendorMember,
  VendorPage,
} from "#lib/vendors/port.ts";
import { VendorError } from "#lib/vendors/port.ts";

/**
 * A vendor that does not exist, for tests: of its connections each opens an organization with teams, which can neither be made
 * nor renamed; people are invited by its API; a team knows two roles; it has no secrets. This file is its folder.
 */
export const ATELIER_FACTS = {
  id: "atelier",
  name: "Atelier",
  tokenNoun: "access key",
  targetNoun: "Organization",
  tokenHelp: "In Atelier, open Studio, then Access keys.",
  targetIdPattern: /^studio-[0-9]{1,9}$/,
  apiUrl: { variable: "ATELIER_API_URL", standard: "https://api.atelier.example/v3" },
  glyph: "M4 20h16M6 20V9l6-5 6 5v11",
  capabilities: {
    manyTeams: true,
    createTeam: false,
    renameTeam: false,
    deleteTeam: false,
    managedBy: false,
    addMembers: true,
    removeMembers: true,
    assignableRoles: ["admin", "member"],
    knownRoles: ["admin", "member"],
    secrets: false,
    organization: true,
    organizationRoles: ["lead", "artist"],
    managingOrgRole: "lead",
    consoleInvite: false,
    memberStatuses: ["active", "invited", "disabled"],
    bulkMembers: false,
    singleSignOn: false,
    doors: false,
    reachNoun: "",
  },
} satisfies VendorFacts;

type Artist = { id: string; name: string; email: string; role: string };
export type Studio = {
  id: string;
  name: string;
  artists: Artist[];
  /** By the team's id: its name, and the role of each of its people. */
  teams: Map<string, { name: string; roles: Map<string, TeamRole> }>;
  /** The operations that were called, in order. */
  calls: string[];
};

/** A studio with the given people; the first one is its lead, and admin of each of the two teams, in which all are. */
export function newStudio(people: readonly { name: string; email: string }[]): Studio {
  const artists = people.map((person, index) => ({
    ...person,
    id: `artist-${index + 1}`,
    role: index === 0 ? "lead" : "artist",
  }));
  const roles = () =>
    new Map(artists.map(({ id }, index): [string, TeamRole] => [id, index === 0 ? "admin" : "member"]));
  return {
    id: "studio-1",
    name: "Halden Studio",
    artists,
    teams: new Map([
      ["team-1", { name: "Storyboards", roles: roles() }],
      ["team-2", { name: "Colour", roles: roles() }],
    ]),
    calls: [],
  };
}

/** The client of the one studio, as a vendor's folder would make it of a base address. */
export const createAtelier = (studio: Studio): Vendor => ({
  ...ATELIER_FACTS,
  open: () => openStudio(studio),
});

function openStudio(studio: Studio): VendorClient {
  const note = (operation: string): void => void studio.calls.push(operation);
  const gone = (): VendorError =>
    new VendorError("VENDOR_NOT_FOUND", { vendor: "atelier", status: 404, effect: "none" });
  const teamOf = (id: string) => {
    const team = studio.teams.get(id);
    if (!team) throw gone();
    return team;
  };
  const artistOf = (id: string): Artist => {
    const artist = studio.artists.find((one) => one.id === id);
    if (!artist) throw gone();
    return artist;
  };
  const whole = <T>(items: T[]): VendorPage<T> => ({ items, next: undefined });
  const may = { view: true, manage: true };
  const toMember = ({ id, name, email, role }: Artist, teamRole: TeamRole): VendorMember => ({
    userId: id,
    name,
    email,
    role: teamRole,
    orgRole: role,
    status: "active",
  });
  const removal = (wasThere: boolean): RemovalOutcome => (wasThere ? "removed" : "absent");
  return {
    async checkToken() {
      const { id, name, email } = artistOf("artist-1");
      return {
        user: { id, name, email },
        targets: [{ id: studio.id, name: studio.name, may, rights: ["Lead"] }],
      };
    },
    listTeams: async () =>
      whole(
        [...studio.teams].map(([vendorTeamId, { name, roles }]) => ({
          vendorTeamId,
          name,
          memberCount: roles.size,
          may,
        })),
      ),
    async getTeam(vendorTeamId) {
      const { name, roles } = teamOf(vendorTeamId);
      return { vendorTeamId, name, memberCount: roles.size, may };
    },
    listMembers: async (teamId) =>
      whole([...teamOf(teamId).roles].map(([userId, role]) => toMember(artistOf(userId), role))),
    async findMember(teamId, userId) {
      const role = teamOf(teamId).roles.get(userId);
      return role && { role, member: toMember(artistOf(userId), role) };
    },
    listMemberTeams: async (userId) =>
      [...studio.teams].filter(([, { roles }]) => roles.has(userId)).map(([id]) => id),
    async setMemberRole(teamId, userId, role) {
      note(`setMemberRole ${teamId} ${userId} ${role}`);
      if (!teamOf(teamId).roles.has(userId)) throw gone();
      teamOf(teamId).roles.set(userId, role);
    },
    async addMember(teamId, userId, role) {
      note(`addMember ${teamId} ${userId} ${role}`);
      teamOf(teamId).roles.set(artistOf(userId).id, role);
    },
    async removeMember(teamId, userId) {
      note(`removeMember ${teamId} ${userId}`);
      return removal(teamOf(teamId).roles.delete(userId));
    },
    listOrgMembers: async (_cursor, options) =>
      whole(
        studio.artists
          .filter(({ role }) => !options?.role || role === options.role)
          .map((one) => toMember(one, "member")),
      ),
    searchOrgMembers: async (text) =>
      studio.artists
        .filter(({ name, email }) => `${name}\n${email}`.toLowerCase().includes(text.toLowerCase()))
        .map((one) => toMember(one, "member")),
    async findOrgMember(userId) {
      const artist = studio.artists.find(({ id }) => id === userId);
      return artist && toMember(artist, "member");
    },
    async inviteToOrg({ emails, role = "artist" }): Promise<InviteResult> {
      note(`inviteToOrg ${emails.join(" ")} ${role}`);
      const added = emails.map((email, index) => ({
        id: `artist-${studio.artists.length + index + 1}`,
        name: "",
        email,
        role,
      }));
      studio.artists.push(...added);
      return { userIds: added.map(({ id }) => id), invited: added.length, failedSsoEmails: [] };
    },
    async setOrgRole(userId, role) {
      note(`setOrgRole ${userId} ${role}`);
      artistOf(userId).role = role;
    },
    async removeOrgMember(userId) {
      note(`removeOrgMember ${userId}`);
      const at = studio.artists.findIndex(({ id }) => id === userId);
      if (at >= 0) studio.artists.splice(at, 1);
      for (const { roles } of studio.teams.values()) roles.delete(userId);
      return removal(at >= 0);
    },
  };
}
