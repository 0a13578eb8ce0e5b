import type { OrgRole, PersonInput, TeamInput, TeamRole, TenantSettings, Vendor } from "./types.ts";

export interface StateMember {
  id: string;
  email: string | null;
  name: string;
  /** Paperspace: role in the team; GitBook organization members: null. */
  role: "owner" | "admin" | "member" | null;
  /** GitBook: role in the organization, null is a guest. Paperspace: null. */
  orgRole: OrgRole;
  invited: boolean;
  disabled: boolean;
  joinedAt: string | null;
}

export interface StateSecret {
  name: string;
  value: string;
  dtCreated: string;
  dtModified: string;
  hasDeploymentAttached: boolean;
}

export interface StateTeam {
  id: string;
  title: string;
  organizationId: string;
  members: { id: string; email: string | null; role: TeamRole }[];
}

export interface StateOrganization {
  id: string;
  title: string;
  members: StateMember[];
  /** Ids of its open invite links. */
  inviteLinks: string[];
  /** People whose removal was only asked for. */
  removalRequests: string[];
  seatsUsed: number;
}

/** One applied change. `operation` is the vendor call, such as "PATCH /teams/:id/secrets/:name", or "mutate rename…". */
export interface Write {
  at: string;
  operation: string;
  target: string;
  body: unknown;
  token: string;
}

/** Everything a tenant holds. Lists that the vendor has not are empty. */
export interface TenantState {
  vendor: Vendor;
  team: { id: string; name: string; namespace: string; deleted: boolean } | null;
  /** Paperspace: the team's members. GitBook: the first organization's. */
  members: StateMember[];
  secrets: StateSecret[];
  organizations: StateOrganization[];
  teams: StateTeam[];
  writes: Write[];
  settings: TenantSettings;
}

/** A change made by somebody else, at the vendor's own console. `user` is an id or an e-mail. */
export type Mutation =
  | {
      op: "addMember";
      person: PersonInput;
      organizationId?: string;
      /** GitBook: also put into this team. */
      teamId?: string;
      teamRole?: TeamRole;
    }
  /** Paperspace: out of the team. GitBook: out of the team, or without one out of the organization. */
  | { op: "removeMember"; user: string; organizationId?: string; teamId?: string }
  | {
      op: "setRole";
      user: string;
      role: "owner" | "admin" | "member";
      organizationId?: string;
      teamId?: string;
    }
  | { op: "setOrgRole"; user: string; role: OrgRole; organizationId?: string }
  | { op: "acceptInvite"; user: string }
  | { op: "setDisabled"; user: string; disabled: boolean; organizationId?: string }
  /** New names, e-mail or picture of a person everywhere in the tenant. */
  | { op: "editPerson"; user: string; person: PersonInput }
  | { op: "renameTeam"; teamId?: string; title: string }
  | { op: "deleteTeam"; teamId?: string }
  | { op: "addTeam"; team: TeamInput }
  /** GitBook: somebody makes an invite link, or deletes it. */
  | { op: "addLink"; id: string; role: OrgRole; organizationId?: string }
  | { op: "deleteLink"; id: string; organizationId?: string }
  | { op: "putSecret"; name: string; value: string }
  | { op: "deleteSecret"; name: string }
  | { op: "setAttached"; name: string; attached: boolean }
  | { op: "configure"; settings: Partial<TenantSettings> };
