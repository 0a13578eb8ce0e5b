import type { VendorFacts } from "#lib/vendors/port.ts";

export const PAPERSPACE_FACTS: VendorFacts = {
  id: "paperspace",
  name: "Paperspace",
  tokenNoun: "API key",
  targetNoun: "Team",
  tokenHelp:
    "In the Paperspace console, open Team settings, then API keys. A key opens one team and has the rights of the person who made it.",
  targetIdPattern: /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/,
  capabilities: {
    manyTeams: false,
    createTeam: false,
    renameTeam: false,
    deleteTeam: false,
    managedBy: false,
    addMembers: false,
    removeMembers: true,
    assignableRoles: ["admin", "member"],
    knownRoles: ["owner", "admin", "member"],
    secrets: true,
    organization: false,
    organizationRoles: [],
    consoleInvite: true,
    memberStatuses: ["active", "invited"],
    bulkMembers: false,
    singleSignOn: false,
    doors: false,
    reachNoun: "",
  },
  consoleUrl: ({ id, namespace }) =>
    `https://console.paperspace.com/${encodeURIComponent(namespace ?? id)}/settings`,
};
