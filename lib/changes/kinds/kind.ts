import "server-only";
import type { ChangeRequest, ListRef } from "#lib/changes/schema.ts";
import type {
  Applied,
  BeforeState,
  ChangeResult,
  ConnectionRef,
  Described,
  Description,
  Patch,
  RunContext,
  StoredInput,
  TeamRef,
} from "#lib/changes/types.ts";
import type { ChangeKindName } from "#lib/core/change-names.ts";
import type { ErrorCode } from "#lib/core/errors.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import type { Capabilities, VendorClient, VendorFacts } from "#lib/vendors/port.ts";

/** When the vendor is asked: at once, or only where the store's answer would make a warning. */
export type AskWhen = "first" | "in doubt";
/** Asks the vendor while planning; undefined when it did not answer in time. Only there for a single change. */
export type LiveAsk = {
  when: AskWhen;
  vendor<T>(question: (client: VendorClient, signal: AbortSignal) => Promise<T>): Promise<T | undefined>;
};

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
  facts: VendorFacts<VendorId>;
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
/** A change's words: each `claim` is a whole sentence that starts with its subject, without a full stop. */
type Phrases = {
  /** "Noor Haddad is now an admin of Perception training" */
  claim: string;
  /** "make Noor Haddad an admin of Perception training" */
  attempt: string;
  /** "Noor Haddad was already gone" */
  skipped: string;
};

type Inverse = ChangeRequest | { none: string };

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
  /** What is read back may be somebody else's doing: an invitation of the same address. */
  isReadBackLoosely?: boolean;
  /** Ends what earlier changes of its batch on this connection may need (the token's own person): waits for them. */
  goesLast?: boolean;
  /** A create without an idempotency key: after a lost answer it is read back, and never sent again. */
  sendsOnce?: boolean;
  /** Words in place of the vendor's for a refusal with this code. */
  refusalReason?(code: ErrorCode, description: Description): string | undefined;
  /** Patches our rows, in the transaction that ends the journal row. */
  settle(tx: Tx, ctx: RunContext<K>, applied: Applied, touchedAt: string): Promise<ChangeResult | undefined>;
  /** Lists that it changes: the browser reads these again, and a sync does where the outcome is not known or the vendor had it otherwise. */
  lists(input: StoredInput<K>): ListRef[];
  /** Why nothing takes it back, whatever has become of it since: by the journal row alone. */
  never?(view: ChangeView<K>): string | undefined;
  /** The request that takes it back, by what the store says now. Not there where `never` always says why. */
  inverse?(view: ChangeView<K>): Promise<Inverse>;
  phrases(view: ChangeView<K>): Phrases;
};

export type AnyKind = ChangeKind<ChangeKindName>;
