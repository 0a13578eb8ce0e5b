/** The sandbox's control interface: one type for the in-process object and for the HTTP client. */

export type Vendor = "paperspace" | "gitbook";
export type OrgRole = "admin" | "create" | "edit" | "review" | "comment" | "read" | null;
export type TeamRole = "owner" | "member";

/** One made-up person. Every field left out is generated; `null` says that the vendor does not know it. */
export interface PersonInput {
  /** The generated person with this number, so that several tenants can share exactly whom they should. */
  index?: number;
  id?: string;
  email?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  displayName?: string;
  photoUrl?: string | null;
  /** Paperspace: role in the team. */
  role?: "owner" | "admin" | "member";
  /** Paperspace: no dtConfirmed. */
  invited?: boolean;
  /** GitBook: role in the organization, null is a guest. */
  orgRole?: OrgRole;
  disabled?: boolean;
  sso?: boolean;
  joinedAt?: string;
  lastActiveAt?: string | null;
}

export interface SecretInput {
  name: string;
  value?: string;
  createdAt?: string;
  modifiedAt?: string;
  inUse?: boolean;
}

export interface TeamInput {
  id?: string;
  title: string;
  /** Index of the tenant's organization, 0 where left out. */
  organization?: number;
  /** How many of the organization's people, from the first on, or exactly these ids or e-mails. */
  members?: number | string[];
  /** Ids or e-mails of owners; they are members too. */
  owners?: string[];
  spaces?: number;
  createdAt?: string;
  /** What `permissions.admin` says whatever the token's right is. */
  canManage?: boolean;
}

/** How a tenant decides what the vendors' documentation leaves open. */
export interface TenantSettings {
  /** Answer of DELETE /orgs/{o}/members/{u}: 205, or 202 and nobody is removed. */
  orgMemberDelete: "deleted" | "requested";
  /** Unknown e-mail in `add` of GitBook's bulk call: left out in silence (204), or 400. */
  unknownEmails: "ignore" | "refuse";
  /** Status with which Paperspace refuses to touch an owner. */
  ownerChange: 400 | 403;
  /** Body violations on GitBook. */
  invalidBody: 400 | 422;
  /** Team owners exist on GitBook's Enterprise plans only. */
  enterprise: boolean;
  ssoEnforced: boolean;
  /** Seats that the GitBook organization may fill, null for no limit. */
  seatLimit: number | null;
  /** Paperspace errors carry `details` (now) or `issues` (older servers). */
  errorShape: "details" | "issues";
  /** Every change answers 403, whatever the role: a read-only key. */
  readOnly: boolean;
}

export interface TenantOverrides {
  teamId?: string;
  teamName?: string;
  organizationIds?: string[];
  organizationTitles?: string[];
  /** These people come first, before the generated ones. The first one is the owner where no role says so. */
  people?: PersonInput[];
  /** First generated person, so that tenants can share people or not. */
  peopleFrom?: number;
  /** Exactly these secrets, in place of generated ones. */
  secrets?: SecretInput[];
  /** Exactly these GitBook teams, in place of generated ones. */
  teams?: TeamInput[];
  /** Id or e-mail of the person that the token belongs to. */
  tokenUser?: string;
  /** Further teams that Paperspace's session lists for the token's person; the key does not open them. */
  otherTeams?: { id: string; name: string; namespace: string }[];
  settings?: Partial<TenantSettings>;
}

export interface TenantOptions {
  vendor: Vendor;
  token: string;
  /** Paperspace: people in the team. GitBook: people in the first team. Default 25. */
  members?: number;
  /** GitBook: teams of each organization. Default 3. */
  teams?: number;
  /** Paperspace: secrets. Default 6. */
  secrets?: number;
  /** GitBook: people in the organization, never fewer than `members`. Default members + 5. */
  orgMembers?: number;
  /** People are the same in every tenant with the same seed and profile. Default 1. */
  seed?: number;
  /** "lifelike" (default) or "plain": Member 0001, member-0001@halden.example, all confirmed. */
  profile?: "lifelike" | "plain";
  namespace?: string;
  organizations?: number;
  /** The right of the token's person. GitBook: owner and admin are organization admins, member is an editor. */
  tokenRole?: "owner" | "admin" | "member";
  enterprise?: boolean;
  ssoEnforced?: boolean;
  overrides?: TenantOverrides;
  /** Opens the tenant of this other token; everything but vendor, token, tokenRole and overrides.tokenUser is ignored. */
  aliasOf?: string;
}

export interface TenantDescription {
  vendor: Vendor;
  token: string;
  /** Whose token it is. */
  tokenUserId: string;
  tokenUserEmail: string | null;
  tokenUserName: string;
  /** Paperspace: the team's owner. GitBook: the first organization admin. */
  ownerUserId: string;
  /** Paperspace: the team. GitBook: the first team of the first organization ("" without one). */
  teamId: string;
  teamName: string;
  /** Paperspace only, else "". */
  namespace: string;
  /** GitBook only, else "". */
  organizationId: string;
  organizationTitle: string;
  organizations: { id: string; title: string; memberCount: number }[];
  teams: { id: string; title: string; organizationId: string; memberCount: number }[];
}

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
  | { op: "putSecret"; name: string; value: string }
  | { op: "deleteSecret"; name: string }
  | { op: "setAttached"; name: string; attached: boolean }
  | { op: "configure"; settings: Partial<TenantSettings> };

export interface Fault {
  /** "*", "paperspace *", "GET *", "paperspace PATCH /teams/:id/secrets/:name". */
  route: string;
  /** How many calls it hits, for ever where left out. */
  times?: number;
  /** How many matching calls pass before. */
  skip?: number;
  latencyMs?: number;
  status?: number;
  headers?: Record<string, string>;
  /** The raw body: text, bytes as base64, or this many bytes of filler. */
  body?: string | { bytes: number } | { base64: string };
  /**
   * Whether the call takes effect all the same. Default: yes, unless the status is 400 or more, or the fault is a
   * rate limit, a hang or a drop "before".
   */
  applied?: boolean;
  /** Connection reset: before the call is applied, or after it, its answer lost. */
  drop?: "before" | "after";
  /** So many bytes of the body, then a reset. */
  partial?: number;
  /** Never answers. */
  hang?: boolean;
  /** Milliseconds for each byte of the body. */
  trickle?: number;
  cursor?: "repeat" | "cycle" | "emptyPage" | "noNext" | "duplicateItem" | "oversizedPage";
  rateLimit?: RateLimit;
  transform?: "missingFields" | "wrongTypes" | "unknownEnums" | "badDates" | "nulls";
  /** Which items a transform touches: all (default) or the first of each list. */
  rows?: "all" | "first";
}

export interface RateLimit {
  /** Verbatim `Retry-After`; "date" is an HTTP date `seconds` ahead. */
  retryAfter?: number | string;
  /** `X-RateLimit-Reset`: epoch seconds, epoch milliseconds, one minute ago, a year ahead, or no such header. */
  reset?: "seconds" | "ms" | "past" | "far" | "absent";
  /** How far ahead the reset and the date are. Default 1. */
  seconds?: number;
  limit?: number;
}

/** One call that reached a vendor's half. */
export interface Call {
  vendor: Vendor;
  method: string;
  /** Without the vendor's base, as sent: "/teams/t1/secrets". */
  path: string;
  /** The operation, such as "GET /teams/:id/secrets", or "unknown". */
  route: string;
  query: Record<string, string>;
  contentType: string | null;
  /** Authorization is masked. */
  headers: Record<string, string>;
  /** Parsed JSON, else the text; null without a body. */
  body: unknown;
  /** 0 where the connection was cut or never answered. */
  status: number;
  at: string;
  durationMs: number;
  /** Calls of this token in flight when it arrived, itself included. */
  concurrent: number;
}

export interface Violation {
  at: string;
  vendor: Vendor;
  method: string;
  path: string;
  message: string;
}

export interface SandboxControl {
  createTenant(options: TenantOptions): Promise<TenantDescription>;
  revokeToken(token: string): Promise<void>;
  state(token: string): Promise<TenantState>;
  /** Answers the ids of what was made. */
  mutate(token: string, mutation: Mutation): Promise<{ userId?: string; teamId?: string }>;
  /** Replaces the faults of a token, or with "*" those of all. The first match that does more than wait wins. */
  setFaults(token: string, faults: Fault[]): Promise<void>;
  /** Without a token: everybody's. */
  clearFaults(token?: string): Promise<void>;
  /** "*" answers everybody's, oldest first; a missing or unknown token's calls are kept under what was sent, or "". */
  calls(token: string): Promise<Call[]>;
  clearCalls(token: string): Promise<void>;
  maxConcurrent(token: string): Promise<number>;
  setLatency(token: string, latencyMs: number): Promise<void>;
  violations(token: string): Promise<Violation[]>;
  clearViolations(token: string): Promise<void>;
}
