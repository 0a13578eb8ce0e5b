import type { VendorFacts } from "#lib/vendors/port.ts";

export const PAPERSPACE_FACTS: VendorFacts<"paperspace"> = {
  id: "paperspace",
  name: "Paperspace",
  tokenNoun: "API key",
  targetNoun: "Team",
  tokenHelp:
    "In the Paperspace console, open Team settings, then API keys. A key opens one team and has the rights of the person who made it.",
  targetIdPattern: /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/,
  apiUrl: { variable: "PAPERSPACE_API_URL", standard: "https://api.paperspace.com/v1" },
  glyph:
    "M7.5 5h9a2.5 2.5 0 0 1 2.5 2.5v9a2.5 2.5 0 0 1 -2.5 2.5h-9a2.5 2.5 0 0 1 -2.5 -2.5v-9a2.5 2.5 0 0 1 2.5 -2.5zM10.3 9.5h3.4a0.8 0.8 0 0 1 0.8 0.8v3.4a0.8 0.8 0 0 1 -0.8 0.8h-3.4a0.8 0.8 0 0 1 -0.8 -0.8v-3.4a0.8 0.8 0 0 1 0.8 -0.8zM9 2.5V5M15 2.5V5M9 19v2.5M15 19v2.5",
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
    managingOrgRole: "",
    consoleInvite: true,
    memberStatuses: ["active", "invited"],
    bulkMembers: false,
    singleSignOn: false,
    doors: false,
    reachNoun: "",
  },
  homeUrl: ({ id, namespace }) => `https://console.paperspace.com/${encodeURIComponent(namespace ?? id)}`,
  consoleUrl: ({ id, namespace }) =>
    `https://console.paperspace.com/${encodeURIComponent(namespace ?? id)}/settings`,
};
