import "server-only";
import type { Selectable } from "kysely";
import type { Until } from "#lib/changes/ends/schema.ts";
import type {
  ChangeInput,
  ChangeRequest,
  Harm,
  NamedPerson,
  PlannedChange,
  PlanWarning,
  Submission,
} from "#lib/changes/schema.ts";
import type { ChangeKindName, ChangeState } from "#lib/core/change-names.ts";
import type { ErrorCode, FieldErrors } from "#lib/core/errors.ts";
import type { TokenKind } from "#lib/core/permissions.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import type {
  TeamRole,
  VendorClient,
  VendorFacts,
  VendorMember,
  VendorSecret,
  VendorTeam,
} from "#lib/vendors/port.ts";

/*
 * What a change is on its way through the server: what was asked for, what was planned of it, what is journaled, and how it
 * ended. What the browser sends and is told of it is in `schema.ts`.
 */

// ---- asked ----

/**
 * One line of what a source makes: a change, or something wanted that cannot be one. `warnings`: the source's own.
 * `isSparing`: whoever a place or Rollcall cannot do without is left out, with the reason.
 */
export type SourceLine =
  | { request: ChangeRequest; undoOf?: string; warnings?: readonly PlanWarning[]; isSparing?: true }
  | { cannot: PlannedChange };

/** The input as the journal keeps it: a secret's value travels apart and is never in it. */
export type StoredInput<K extends ChangeKindName> = Omit<ChangeInput<K>, "value">;

// ---- planned ----

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

/** What a change amounts to besides its own kind, and how often: rules count effects, whatever the change is called. */
export type Effects = Partial<Record<ChangeKindName, number>>;

/** What a change found before it, as its guard, read-back and inverse need it. Kept in the journal. */
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

/** What a kind says about one change, before it is put into the wire's shape. */
export type Described = {
  title: string;
  subject: string;
  /** E-mail of the person it is about, for the audit log. */
  email?: string | undefined;
  before: string;
  after: string;
  /** Days since the value that goes was set. */
  ageDays?: number | undefined;
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
  /** When what it gives ends, in words: "until Fri 4 Dec, 18:00 (Europe/Berlin)". */
  until?: string;
  expects?: [key: string, value: string | null][];
};

/**
 * A line of a plan: a change, or why there is none. `asked`: what the request really says, for the plan's digest; a secret's
 * value stands in it as a mark that only this key ring can make.
 */
export type Line = { planned: PlannedChange; asked?: Record<string, unknown> };

/** A line that can be journaled, with all that the journal needs. `input` has no secret value; `value` travels apart. */
export type Prepared = Line & {
  name: ChangeKindName;
  input: Record<string, unknown>;
  value: string | undefined;
  /** When what it gives ends; not there where nothing is given. */
  until?: Until;
  connection: ConnectionRef;
  team: TeamRef | undefined;
  target: string;
  described: Described;
  description: Description;
  /** The change that it takes back. */
  undoOf?: string;
};

/** Sees what is about to be journaled, before and in the transaction that does it, and may throw. */
export type Guard = (changes: readonly Prepared[], tx?: Tx) => Promise<void>;

// ---- journaled ----

/** A token by which something was asked for. */
export type AskingToken = { id: string; name: string; kind: TokenKind };

/** What is begun with prepared changes: who asked how, and what belongs to it. */
export type Begun = {
  submission: Submission;
  digest: string;
  /** The batch that an approved one takes back. */
  undoOfBatch?: string | null | undefined;
  /** The token by which it was asked for, where that is not whose viewer begins it. */
  token?: AskingToken | undefined;
  /** The batch's id where it is known before. */
  batchId?: string | undefined;
  /** Nobody is there to give its values again: each waits sealed, whatever becomes of this process. */
  isUnattended?: true | undefined;
  /** Asked before anything is written. */
  guard?: Guard | undefined;
  /** What happens in the transaction that journals the changes, or neither does. */
  within?: ((tx: Tx, batchId: string) => Promise<void>) | undefined;
};

/** A change as the journal has it. */
export type ChangeRow = Selectable<Tables["changes"]>;

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
  /** When what it gives ends, in words. */
  until?: string;
};

/** A change that this process took up. */
export type Claim = {
  row: ChangeRow;
  /** The vendor was called for it before, by a process that did not see the end: it is read back first. */
  wasSent: boolean;
  /** It was read back since, and is not done. */
  isReadBack?: boolean;
  /** From a process that died: its batch may have been paused or cancelled since. */
  isTakenOver: boolean;
  /** It needs a secret value that no process has any more. */
  isValueLost: boolean;
  /** When this process counted the latest try, which may be before its turn (`performance.now`). */
  countedAtMs?: number;
};

/** What a kind has at hand while it carries a change out. */
export type RunContext<K extends ChangeKindName = ChangeKindName> = {
  connection: ConnectionRef;
  facts: VendorFacts<VendorId>;
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

// ---- ended ----

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

/** Rows as the vendor has them now: settling writes them. */
export type Patch = { member?: VendorMember; team?: VendorTeam; secret?: VendorSecret };
export type Applied = {
  state: "done" | "skipped";
  reason?: string;
  result?: ChangeResult;
  patch?: Patch;
};

/** How a change ended, before it is written down. */
export type Ending = {
  state: Exclude<ChangeState, "pending" | "running" | "cancelled">;
  code?: ErrorCode;
  reason?: string;
  applied?: Applied;
};

/** A change and how it ended. Without a context our rows are not patched. */
export type Ended = { claim: Claim; ctx: RunContext | undefined; ending: Ending };
