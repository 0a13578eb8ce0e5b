import type { AppErrorOptions, ErrorCode } from "#lib/core/errors.ts";
import { AppError } from "#lib/core/errors.ts";

/** A role in a team. An unknown word of the vendor is kept in `vendorRole` and maps to the weakest that fits. */
export const TEAM_ROLES = ["owner", "admin", "member"] as const;
export type TeamRole = (typeof TEAM_ROLES)[number];

export const MEMBER_STATUSES = ["active", "invited", "disabled"] as const;
export type MemberStatus = (typeof MEMBER_STATUSES)[number];

/** What a vendor's API can do: the UI and the change kinds ask this, and nothing else says `if (vendor === …)`. */
export type Capabilities = {
  /** One connection opens many teams (GitBook) rather than one (Paperspace). */
  manyTeams: boolean;
  createTeam: boolean;
  renameTeam: boolean;
  deleteTeam: boolean;
  /** Teams can be filtered by who manages them. */
  managedBy: boolean;
  addMembers: boolean;
  removeMembers: boolean;
  /** Roles that can be given in a team, in the order of the menu. */
  assignableRoles: readonly TeamRole[];
  /** Roles that a filter offers. */
  knownRoles: readonly TeamRole[];
  secrets: boolean;
  /** An organization above the teams, with its own members, invitations and roles. */
  organization: boolean;
  /** Roles of the organization that can be given, in the vendor's words. */
  organizationRoles: readonly string[];
  /** Of these, the one that manages the organization and all its teams; "" where there is no organization. */
  managingOrgRole: string;
  /** Inviting happens in the vendor's own console. */
  consoleInvite: boolean;
  /** The vendor says when somebody was last active, was invited, is disabled. */
  memberStatuses: readonly MemberStatus[];
  /** Many memberships can be changed in one call. */
  bulkMembers: boolean;
  /** People can be invited as single sign-on users of the organization, which may enforce that. */
  singleSignOn: boolean;
  /** It can be read who may come in without being invited by name: e-mail domains and invite links. */
  doors: boolean;
  /** What of the vendor's a person can reach can be read: the noun of it in the plural; "" where it cannot. */
  reachNoun: string;
};

/** The static half of a vendor: safe for the browser (`lib/vendors/facts.ts` holds one for each). */
export type VendorFacts<Id extends string = string> = {
  id: Id;
  name: string;
  /** What the vendor calls the credential: "API key", "personal token". */
  tokenNoun: string;
  /** What a connection opens: "Team" or "Organization" (also the label of the field in the form). */
  targetNoun: "Team" | "Organization";
  /** Where a person finds or makes a token. */
  tokenHelp: string;
  /** Pattern of a target id that is typed by hand. */
  targetIdPattern: RegExp;
  capabilities: Capabilities;
  /** Where its API is: the variable that says so, and the vendor's own address. */
  apiUrl: { variable: `${string}_API_URL`; standard: string };
  /** The path of its glyph in a square of 24. */
  glyph: string;
  /** What is to be known before somebody is removed from the organization; nothing where a removal is one. */
  removalNote?: string;
  /** The vendor's console page where people are invited by hand, if there is one. */
  consoleUrl?(target: { id: string; namespace?: string | undefined }): string;
  /** The first page of a team or organization in the vendor's console. */
  homeUrl?(target: { id: string; namespace?: string | undefined }): string;
};

export type VendorRights = { view: boolean; manage: boolean };

/** What a token is and reaches; nothing has been stored when this is made. */
export type TokenCheck = {
  user: { id: string; name: string; email?: string | undefined };
  /** Teams (Paperspace) or organizations (GitBook) that the token reaches. Empty where the vendor cannot list. */
  targets: TokenTarget[];
};
export type TokenTarget = {
  id: string;
  name: string;
  namespace?: string | undefined;
  may: VendorRights;
  /** What the token may do there, in words, for the form: "Admin of the team". */
  rights: string[];
  /** Where there is an organization, and its answer said so. */
  entry?: OrgEntry | undefined;
};

/** Who may come into an organization without being invited by name. What the vendor did not say is undefined. */
export type OrgEntry = {
  enforcesSso?: boolean | undefined;
  /** Whoever has a verified address in one of them may join. Lower case. */
  joinDomains?: string[] | undefined;
  /** Whether invite links work at all. */
  allowsLinks?: boolean | undefined;
  /** The role of who joins by domain, in the vendor's words; null is a guest. */
  joinRole?: string | null | undefined;
};

/** A link by which whoever has it joins. */
export type InviteLink = { id: string; role: string | null | undefined };

/** Something of the vendor's that a person can reach, through teams or otherwise. */
export type Reach = {
  id: string;
  name: string;
  /** The vendor's word. */
  role?: string | undefined;
  url?: string | undefined;
};

export type VendorTeam = {
  vendorTeamId: string;
  name: string;
  namespace?: string | undefined;
  memberCount?: number | undefined;
  spaceCount?: number | undefined;
  createdAt?: string | undefined;
  may: VendorRights;
  /** Names of fields that were missing or malformed in the vendor's answer; a broken name is stood in for by the id. */
  problems?: string[] | undefined;
};

export type VendorMember = {
  userId: string;
  email?: string | undefined;
  /** The person's name; "" where the vendor has none. */
  name: string;
  avatarUrl?: string | undefined;
  profileUrl?: string | undefined;
  role: TeamRole;
  /** The vendor's own word for the role where it differs from ours. */
  vendorRole?: string | undefined;
  /** Role in the organization, in the vendor's words; null is a guest; undefined where there is no organization. */
  orgRole?: string | null | undefined;
  status: MemberStatus;
  joinedAt?: string | undefined;
  lastActiveAt?: string | undefined;
  sso?: boolean | undefined;
  spaces?: number | undefined;
  teams?: number | undefined;
  sites?: number | undefined;
  /** Names of fields that were missing or malformed in the vendor's answer: shown with the row. */
  problems?: string[] | undefined;
};

export type VendorSecret = {
  name: string;
  createdAt?: string | undefined;
  modifiedAt?: string | undefined;
  /** Attached to a deployment; undefined when the answer did not say (create and update do not). */
  inUse?: boolean | undefined;
  problems?: string[] | undefined;
};

/** One page of a list. `next` is opaque; undefined ends the list. */
export type VendorPage<T> = {
  items: T[];
  next: string | undefined;
  /** The vendor said there is more but not where: the list did not reach its end, so nothing may be concluded from it. */
  problem?: "hasMoreWithoutNext" | undefined;
  /** Rows that had no usable id and were left out. */
  dropped?: number | undefined;
  /** Rows in the whole list, where the vendor says so. */
  total?: number | undefined;
};

/** How a removal ended: gone now, was not there, or only asked for (GitBook 202). */
export type RemovalOutcome = "removed" | "absent" | "requested";

export type InviteResult = { userIds: string[]; invited: number; failedSsoEmails: string[] };

/** Called for each call of a vendor, for limits of time and for cancelling. */
export type CallOptions = { signal?: AbortSignal | undefined };

/**
 * A vendor's API, opened with one token on one target. Every method is one call of the vendor unless it says
 * otherwise, throws only `VendorError`, and never follows redirects. Methods exist only where the capability does.
 * `teamId` is always the vendor's id of the team.
 */
export type VendorClient = {
  /** Rights of the token on the target now (Paperspace session; GitBook organization permissions). */
  checkToken(options?: CallOptions): Promise<TokenCheck>;
  listTeams(cursor: string | undefined, options?: CallOptions): Promise<VendorPage<VendorTeam>>;
  getTeam(teamId: string, options?: CallOptions): Promise<VendorTeam>;
  /** Teams whose title is exactly this one (asked with the vendor's substring filter, all pages). */
  findTeamsByTitle?(title: string, options?: CallOptions): Promise<VendorTeam[]>;
  /** Teams that a member may manage (all pages). */
  listManagedTeams?(userId: string, options?: CallOptions): Promise<VendorTeam[]>;
  createTeam?(input: { title: string; memberIds: string[] }, options?: CallOptions): Promise<VendorTeam>;
  renameTeam?(teamId: string, title: string, options?: CallOptions): Promise<VendorTeam>;
  deleteTeam?(teamId: string, options?: CallOptions): Promise<RemovalOutcome>;

  /** One page of members. `role` only where the vendor filters (Paperspace). */
  listMembers(
    teamId: string,
    cursor: string | undefined,
    options?: CallOptions & { role?: TeamRole },
  ): Promise<VendorPage<VendorMember>>;
  /** Reads one membership back as cheaply as the vendor allows; undefined when the person is not in the team. May take several calls. */
  findMember(
    teamId: string,
    userId: string,
    options?: CallOptions & { roleHint?: TeamRole },
  ): Promise<{ role: TeamRole; member?: VendorMember } | undefined>;
  /** Ids of the teams that a member of the organization is in (all pages). GitBook `GET /orgs/{o}/members/{u}/teams`. */
  listMemberTeams?(userId: string, options?: CallOptions): Promise<string[]>;
  setMemberRole(teamId: string, userId: string, role: TeamRole, options?: CallOptions): Promise<void>;
  /** Adds one person who is in the organization. */
  addMember?(teamId: string, userId: string, role: TeamRole, options?: CallOptions): Promise<void>;
  /** Adds, removes and sets roles of many in one call; answers nothing per row. */
  changeMembers?(
    teamId: string,
    changes: { add?: string[]; remove?: string[]; roles?: Record<string, TeamRole> },
    options?: CallOptions,
  ): Promise<void>;
  removeMember(teamId: string, userId: string, options?: CallOptions): Promise<RemovalOutcome>;

  /** One page of the organization's members, oldest first; `role` filters by the vendor's word ("admin", "guest"). */
  listOrgMembers?(
    cursor: string | undefined,
    options?: CallOptions & { role?: string },
  ): Promise<VendorPage<VendorMember>>;
  /** Members of the organization that match a text on name or e-mail (first page). */
  searchOrgMembers?(text: string, options?: CallOptions): Promise<VendorMember[]>;
  /** One member of the organization; undefined when not in it. An e-mail or name as `searchHint` saves reading every page. */
  findOrgMember?(
    userId: string,
    options?: CallOptions & { searchHint?: string | undefined },
  ): Promise<VendorMember | undefined>;
  inviteToOrg?(
    input: { emails: string[]; role?: string | undefined; sso?: boolean | undefined },
    options?: CallOptions,
  ): Promise<InviteResult>;
  setOrgRole?(userId: string, role: string, options?: CallOptions): Promise<void>;
  removeOrgMember?(userId: string, options?: CallOptions): Promise<RemovalOutcome>;

  /** Whether single sign-on is enforced, and who may join by themselves. */
  readEntry?(options?: CallOptions): Promise<OrgEntry>;
  /** One page of the organization's open invite links. */
  listInviteLinks?(cursor: string | undefined, options?: CallOptions): Promise<VendorPage<InviteLink>>;
  deleteInviteLink?(linkId: string, options?: CallOptions): Promise<RemovalOutcome>;
  /** One page of what a member can reach. */
  listReach?(userId: string, cursor: string | undefined, options?: CallOptions): Promise<VendorPage<Reach>>;

  listSecrets?(
    teamId: string,
    cursor: string | undefined,
    options?: CallOptions,
  ): Promise<VendorPage<VendorSecret>>;
  getSecret?(teamId: string, name: string, options?: CallOptions): Promise<VendorSecret>;
  createSecret?(teamId: string, name: string, value: string, options?: CallOptions): Promise<VendorSecret>;
  updateSecret?(teamId: string, name: string, value: string, options?: CallOptions): Promise<VendorSecret>;
  deleteSecret?(teamId: string, name: string, options?: CallOptions): Promise<void>;
};

/**
 * What is needed to open a vendor: `queueKey` names the queue (4 calls at once) that the calls share in this process.
 * `beforeWrite` is asked when the turn of a call that changes something has come: where it throws, nothing is sent.
 */
export type VendorAccess = {
  token: string;
  targetId: string;
  queueKey: string;
  beforeWrite?: (() => Promise<void>) | undefined;
};

export type Vendor<Id extends string = string> = VendorFacts<Id> & {
  open(access: VendorAccess): VendorClient;
};

/** Whether a failed write may have been carried out: `none` is certain, `unknown` must be read back. */
export type Effect = "none" | "unknown";

/** A vendor's refusal or silence. `reason` is the vendor's own words, redacted and clipped. */
export class VendorError extends AppError {
  readonly vendor: string;
  readonly status: number | undefined;
  readonly effect: Effect;
  /** The vendor's own error code where it has one ("CONFLICT"). */
  readonly vendorCode: string | undefined;

  constructor(
    code: ErrorCode,
    options: AppErrorOptions & {
      vendor: string;
      status?: number | undefined;
      effect: Effect;
      vendorCode?: string | undefined;
    },
  ) {
    super(code, options);
    this.name = "VendorError";
    this.vendor = options.vendor;
    this.status = options.status;
    this.effect = options.effect;
    this.vendorCode = options.vendorCode;
  }
}
