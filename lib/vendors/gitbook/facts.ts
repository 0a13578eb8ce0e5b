import type { VendorFacts } from "#lib/vendors/port.ts";

export const GITBOOK_FACTS: VendorFacts = {
  id: "gitbook",
  name: "GitBook",
  tokenNoun: "personal token",
  targetNoun: "Organization",
  tokenHelp:
    "In GitBook, open your account settings, then Developer settings. A personal token has the rights of the person who made it.",
  targetIdPattern: /^[a-zA-Z0-9_-]{1,128}$/,
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
    consoleInvite: false,
    memberStatuses: ["active", "disabled"],
    bulkMembers: true,
    singleSignOn: true,
    doors: true,
    reachNoun: "spaces",
  },
};
