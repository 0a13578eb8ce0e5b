/** The sandbox's control interface: one type for the in-process object and for the HTTP client. */

import type { Mutation, TenantState } from "./state-types.ts";
import type { Call, Fault, Violation } from "./wire-types.ts";

export type {
  Mutation,
  StateMember,
  StateOrganization,
  StateSecret,
  StateTeam,
  TenantState,
  Write,
} from "./state-types.ts";
export type { Call, Fault, RateLimit, Violation } from "./wire-types.ts";

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
  /** Domains whose people may join GitBook organizations by themselves. */
  emailDomains: string[];
  /** Seats that the GitBook organization may fill, null for no limit. */
  seatLimit: number | null;
  /** Paperspace errors carry `details` (now) or `issues` (older servers). */
  errorShape: "details" | "issues";
  /** Every change answers 403, whatever the role: a read-only key. */
  readOnly: boolean;
  /** Calls that a token has in each window of so many milliseconds; every answer says how many are left. */
  rateLimit: { calls: number; windowMs: number } | null;
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
  /** Open invite links of every GitBook organization. */
  inviteLinks?: { id: string; role: OrgRole }[];
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

export interface SandboxControl {
  /**
   * Moves the clock on by so many milliseconds, or back: the vendors' dates, and with `--clock=FILE` that of a Rollcall that
   * reads the file. Answers what time it is then.
   */
  moveClock(ms: number): Promise<string>;
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
  /** What each answer takes from now on for this token, instead of the sandbox's own 250 ms ± 100. */
  setLatency(token: string, latencyMs: number): Promise<void>;
  violations(token: string): Promise<Violation[]>;
  clearViolations(token: string): Promise<void>;
}
