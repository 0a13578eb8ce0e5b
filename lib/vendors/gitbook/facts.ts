import type { VendorFacts } from "#lib/vendors/port.ts";

export const GITBOOK_FACTS: VendorFacts<"gitbook"> = {
  id: "gitbook",
  name: "GitBook",
  tokenNoun: "personal token",
  targetNoun: "Organization",
  tokenHelp:
    "In GitBook, open your account settings, then Developer settings. A personal token has the rights of the person who made it.",
  targetIdPattern: /^[a-zA-Z0-9_-]{1,128}$/,
  apiUrl: { variable: "GITBOOK_API_URL", standard: "https://api.gitbook.com/v1" },
  glyph:
    "M12 6.5C10 5 7.3 4.5 3.5 4.5v13.5c3.8 0 6.5.5 8.5 2 2-1.5 4.7-2 8.5-2V4.5c-3.8 0-6.5.5-8.5 2zM12 6.5V20",
  removalNote: "GitBook may only pass the request on to its admins; it is then followed up.",
  homeUrl: ({ id }) => `https://app.gitbook.com/o/${encodeURIComponent(id)}`,
  capabilities: {
    manyTeams: true,
    createTeam: true,
    renameTeam: true,
    deleteTeam: true,
    managedBy: true,
    addMembers: true,
    removeMembers: true,
    assignableRoles: ["owner", "member"],
    knownRoles: ["owner", "member"],
    secrets: false,
    organization: true,
    organizationRoles: ["admin", "create", "edit", "review", "comment", "read"],
    managingOrgRole: "admin",
    consoleInvite: false,
    memberStatuses: ["active", "disabled"],
    bulkMembers: true,
    singleSignOn: true,
    doors: true,
    reachNoun: "spaces",
  },
};
