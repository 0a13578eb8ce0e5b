import "server-only";
import type { Effects } from "#lib/changes/approvals/effects.ts";
import type { ChangeInput, ChangeRequest, Harm, NamedPerson, PlanWarning } from "#lib/changes/schema.ts";
import type { ChangeKindName, ChangeState } from "#lib/core/change-names.ts";
import type { ErrorCode, FieldErrors } from "#lib/core/errors.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import type {
  Capabilities,
  TeamRole,
  VendorClient,
  VendorFacts,
  VendorId,
  VendorMember,
  VendorSecret,
  VendorTeam,
} from "#lib/vendors/port.ts";

/** The input as the journal keeps it: a secret's value travels apart and is never in it. */
export type StoredInput<K extends ChangeKindName> = Omit<ChangeInput<K>, "value">;

/** That a stored token may read and not change: as the vendor tells of it, or seen when it refused a change. */
type ReadOnly = "told" | "seen" | undefined;
export type ConnectionRef = {
  /** The same of all that it opens. */
  isReadOnly?: ReadOnly;
  id: string;
  vendor: VendorId;
  targetId: string;
  targetName: string;
  tokenUserId: string | undefined;
  /** By what was read last, the organization lets people in through single sign-on alone. */
  enforcesSso?: boolean;
};
export type TeamRef = {
  isReadOnly?: ReadOnly;
  id: string;
  connectionId: string;
  vendor: VendorId;
  kind: "team" | "organization";
  vendorTeamId: string;
  name: string;
};

/** Asks the vendor while planning; undefined when it did not answer in time. Only there for a single change. */
export type LiveAsk = <T>(
  question: (client: VendorClient, signal: AbortSignal) => Promise<T>,
) => Promise<T | undefined>;

/** Reads something once a plan, by its key. */
export type Remember = <T>(key: string, read: () => Promise<T>) => Promise<T>;

/** What a plan calls a team, its organization and people of theirs: nobody and nothing else of the plan is called so. */
export type ScopeNames = {
  team: string;
  organization: string;
  person(who: { userId: string; label: string }): string;
};

export type PlanContext<K extends ChangeKindName> = {
  viewer: { userId: string; email: string };
  connection: ConnectionRef;
  facts: VendorFacts;
  /** There whenever the kind's scope names a team. */
  team: TeamRef | undefined;
  /** What the plan calls them. */
  names: ScopeNames;
  input: StoredInput<K>;
  /** What earlier changes of the same plan will have made true: `expects` of each. */
  expected: ReadonlyMap<string, string | null>;
  remember: Remember;
  ask: LiveAsk | undefined;
};

/** What a change found before it, as its guard, read-back and inverse need it. Kept in the journal as JSON. */
export type BeforeState = {
  role?: TeamRole;
  orgRole?: string | null;
  /** Id of the person, where the request had only an e-mail. */
  userId?: string;
  title?: string;
  /** Invited as a single sign-on user: asked for, or enforced when it was planned. */
  sso?: boolean;
  /** Nothing else that holds this lock runs at the same time: two last admins cannot remove each other. */
  lock?: string;
};

/** What carrying it out taught. Kept in the journal as JSON. */
export type ChangeResult = {
  userId?: string;
  /** The vendor only asked its admins (202). */
  requested?: boolean;
  /** It was gone before we came. */
  gone?: boolean;
  vendorTeamId?: string;
  createdTeamId?: string;
  /** A first step of two worked: invited, but not added. */
  invited?: boolean;
  /** Invited, but not as a single sign-on user: the vendor says who is in another organization already. */
  withoutSso?: boolean;
};

/** What a plan says about one change, before it is put into the wire's shape. */
export type Described = {
  title: string;
  subject: string;
  /** E-mail of the person it is about, for the audit log. */
  email?: string | undefined;
  before: string;
  after: string;
  people?: NamedPerson[];
  warnings?: PlanWarning[];
  harm?: Harm | undefined;
  skip?: string;
  refusal?: { code: ErrorCode; reason: string; fields?: FieldErrors };
  irreversible?: boolean;
  calls?: number;
  beforeState?: BeforeState;
  /** What it amounts to besides its own kind: whoever is added as an owner is given a role too. */
  effects?: Effects | undefined;
  expects?: [key: string, value: string | null][];
};

export type RunContext<K extends ChangeKindName> = {
  connection: ConnectionRef;
  facts: VendorFacts;
  team: TeamRef | undefined;
  client: VendorClient;
  /** The change itself, among those of its team. */
  changeId: string;
  input: StoredInput<K>;
  /** A secret's value, in memory while this runs. */
  value: string | undefined;
  before: BeforeState;
  acknowledged: ReadonlySet<string>;
  /** When it was first taken up, by our clock. */
  startedAt: string;
  /** An earlier call of this change may have got through. */
  isRepeat: boolean;
  signal: AbortSignal;
};

/** Rows as the vendor has them now: settling writes them. */
export type Patch = { member?: VendorMember; team?: VendorTeam; secret?: VendorSecret };
export type Applied = {
  state: "done" | "skipped";
  reason?: string;
  result?: ChangeResult;
  patch?: Patch;
};
/** What a read-back tells. */
export type Verdict =
  | { is: "done"; result?: ChangeResult; patch?: Patch }
  | { is: "not-done" }
  | { is: "undecidable"; reason?: string };

/** A journal row as a kind's words and inverse see it. */
export type ChangeView<K extends ChangeKindName> = {
  connectionId: string;
  teamId: string | undefined;
  input: StoredInput<K>;
  before: BeforeState;
  result: ChangeResult;
  description: Description;
};
/** The journal's `description` column. */
export type Description = {
  title: string;
  subject: string;
  email?: string;
  before: string;
  after: string;
  people?: NamedPerson[];
  teamName: string;
  vendorName: string;
  /** The vendor can add people back that were removed. */
  canAdd: boolean;
  /** What it leaves them: "Admin of Acme Docs". */
  stays?: string;
};

/** A change's words: each `claim` is a whole sentence that starts with its subject, without a full stop. */
export type Phrases = {
  /** "Noor Haddad is now an admin of Perception training" */
  claim: string;
  /** "make Noor Haddad an admin of Perception training" */
  attempt: string;
  /** "Noor Haddad was already gone" */
  skipped: string;
};

/** A list by what it belongs to: the connection's teams, its organization's people, or a team's own list. */
export type ListRef =
  | { of: "connection" }
  | { of: "organization" }
  | { of: "team"; teamId: string; part: "members" | "secrets" };

export type Inverse = ChangeRequest | { none: string };

/** One kind of change: everything that Rollcall knows about it. One file each in `kinds/`. */
export type ChangeKind<K extends ChangeKindName> = {
  name: K;
  /** Whether a vendor can do it at all. */
  supported(capabilities: Capabilities): boolean;
  scope(input: StoredInput<K>): { teamId?: string | undefined; connectionId?: string | undefined };
  /** Names what it is about: changes of one target run one after another. */
  target(input: StoredInput<K>): string;
  /** Carries a secret value. */
  hasValue?: boolean;
  /** From the store, and one bounded live question where `ask` is given. Never changes anything. */
  plan(ctx: PlanContext<K>): Promise<Described>;
  /** Asked by the runner right before the call; throws AppError (LAST_ADMIN …) where it must not go on. */
  guard?(ctx: RunContext<K>): Promise<void>;
  /** The vendor's call or calls. Throws VendorError. */
  apply(ctx: RunContext<K>): Promise<Applied>;
  /** Reads back after a lost answer or a crash. Throws VendorError when the vendor cannot be asked. */
  verify(ctx: RunContext<K>): Promise<Verdict>;
  /** After a lost answer and a read-back that cannot tell, sending it again is right (a rotation's PATCH). */
  resendBlindly?: boolean;
  /** Ends what earlier changes of its batch on this connection may need (the token's own person): waits for them. */
  goesLast?: boolean;
  /** A create without an idempotency key: after a lost answer it is read back, and never sent again. */
  sendsOnce?: boolean;
  /** Words in place of the vendor's for a refusal with this code. */
  refusalReason?(code: ErrorCode, description: Description): string | undefined;
  /** Patches our rows, in the transaction that ends the journal row. */
  settle(tx: Tx, ctx: RunContext<K>, applied: Applied, touchedAt: string): Promise<ChangeResult | undefined>;
  /** Lists that a sync should read again when the outcome is not known, or the vendor had it otherwise. */
  lists(input: StoredInput<K>): ListRef[];
  /** The request that takes it back, by what the store says now. */
  inverse(view: ChangeView<K>): Promise<Inverse>;
  phrases(view: ChangeView<K>): Phrases;
};

export type AnyKind = ChangeKind<ChangeKindName>;

/** Ended without success: what the outcome says. */
export type EndState = Exclude<ChangeState, "pending" | "running" | "cancelled">;
