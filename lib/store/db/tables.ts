import type { Generated } from "kysely";
import type { ChangeKindName, ChangeState } from "#lib/core/change-names.ts";
import type { NoticeEvent, NoticeWay } from "#lib/core/notice-events.ts";
import type { Role } from "#lib/core/permissions.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import type { MemberStatus, TeamRole } from "#lib/vendors/port.ts";

/**
 * The store, one type for both databases. Text ids; times as `toISOString()` text; booleans as 0 or 1; JSON as text.
 * `*_key` columns are for search and sort alone: NFKC, case-folded, clipped (`lib/store/db/text-key.ts`).
 */
export type Bit = 0 | 1;

/** What a request for approval and a schedule keep alike: changes that wait (`lib/changes/kept/`). */
export type KeptColumns = {
  name: string;
  size: number;
  /** JSON: the changes, without any secret value, and what each takes back. */
  changes: string;
  /** JSON: the lines of the plan as they stood when it was asked for. */
  asked: string;
  /** JSON string[]: warnings that were accepted. */
  acknowledged: string;
  undo_of: string | null;
  undo_of_batch: string | null;
  /** Sealed JSON: secret values by the change's place. Erased when it is decided, begins or ends. */
  sealed_values: string | null;
  /** JSON: the person that it offboards, and what was not reached before: kept beside the batch that it becomes. */
  offboards: string | null;
};

export type Tables = {
  meta: { key: string; value: string };

  users: {
    id: string;
    email: string;
    email_key: string;
    name: string;
    /** The name as people tell it from others; unique. Set where a name is (`lib/store/db/name-key.ts`). */
    name_key: string | null;
    password_hash: string | null;
    role: Role;
    disabled_at: string | null;
    created_at: string;
    updated_at: string;
    /** The IANA name of the zone whose clocks they go by; null until they chose one. */
    time_zone: Filled<string | null>;
  };
  sessions: {
    id: string;
    user_id: string;
    created_at: string;
    last_seen_at: string;
    expires_at: string;
    ended_at: string | null;
    user_agent: string;
    address: string;
    /** When it last proved whose it is: at its start, and with each step-up. null asks for a proof. */
    proved_at: string | null;
    /** How it began: "password", "link", "setup" or "oidc:" and the provider. */
    method: string | null;
  };
  /** A user's account at an OpenID provider: known by issuer and subject, never by its e-mail. */
  identities: {
    id: string;
    user_id: string;
    issuer: string;
    subject: string;
    /** The provider's id in the settings when it was last used. */
    provider: string;
    email: string;
    /** 1: its provider has decided the role once, and goes on to. */
    role_managed: Bit;
    created_at: string;
    last_used_at: string;
  };
  two_factor: {
    user_id: string;
    /** Base32 secret of the codes; flattened JWE. */
    sealed_secret: string;
    /** The newest time step whose code was used: no code works twice. */
    last_step: number;
    created_at: string;
    /** null until the first code was right: it asks for nothing before. */
    confirmed_at: string | null;
  };
  recovery_codes: { id: string; user_id: string; code_hash: string; used_at: string | null };
  /** Links that an admin gives out: to join, or to set a new password. Only the hash of the token is kept. */
  links: {
    id: string;
    kind: "join" | "reset";
    token_hash: string;
    user_id: string | null;
    email: string;
    role: Role;
    created_by: string | null;
    created_at: string;
    expires_at: string;
    used_at: string | null;
  };
  /** Filters of lists under a name. */
  saved_views: {
    id: string;
    user_id: string;
    page: "people" | "teams" | "secrets" | "activity";
    name: string;
    name_key: string;
    /** As in the page's address. */
    query: string;
    /** Rollcall's id of the team that it filters by. */
    team_id: string | null;
    shared: Bit;
    created_at: string;
    updated_at: string;
  };
  sign_in_failures: { id: string; bucket: string; at: string };

  connections: {
    id: string;
    vendor: VendorId;
    target_id: string;
    target_name: string;
    namespace: string | null;
    label: string;
    label_key: string;
    /** Flattened JWE; null while a token must be given again. */
    sealed_token: string;
    /** Last four characters. */
    token_hint: string;
    /** Whose token it is, at the last check. */
    token_user_id: string | null;
    token_user_name: string | null;
    token_user_email: string | null;
    may_view: Bit;
    may_manage: Bit;
    /** JSON string[]: rights in words. */
    rights: string;
    /** works · refused: the token no longer works · readonly: writes were refused · failing: the vendor does not answer */
    state: "works" | "refused" | "readonly" | "failing";
    state_reason: string | null;
    state_at: string;
    checked_at: string | null;
    created_at: string;
    created_by: string | null;
    updated_at: string;
    /** When the token that is stored now was stored, by whom (null: by the environment), and when its age was told of. */
    token_stored_at: string | null;
    token_stored_by: string | null;
    token_told_at: string | null;
    /** When everything of it was last asked for. */
    asked_at: Generated<string | null>;
  };
  /** Who may come into a connection's organization without being invited by name. null: not known. */
  doors: {
    connection_id: string;
    enforces_sso: Bit | null;
    /** JSON string[]: domains, lower case. */
    join_domains: string | null;
    allows_links: Bit | null;
    /** Role of who joins by domain; null is a guest, or not known. */
    join_role: string | null;
    entry_at: string | null;
    /** When the links were read to their end last. */
    links_at: string | null;
  };
  /** Open invite links of an organization. */
  invite_links: {
    connection_id: string;
    link_id: string;
    role: string | null;
    seen_at: string;
    /** When a change of ours deleted it. */
    removed_at: string | null;
  };

  teams: {
    id: string;
    connection_id: string;
    vendor: VendorId;
    /** "organization" is a GitBook organization's own list of people; it is not in the table of teams. */
    kind: "team" | "organization";
    vendor_team_id: string;
    name: string;
    name_key: string;
    namespace: string | null;
    /** As the vendor counts; null where it does not. */
    member_count: number | null;
    space_count: number | null;
    created_at: string | null;
    may_view: Bit;
    may_manage: Bit;
    /** When this row was last read from the vendor. */
    read_at: string;
    /** Complete runs in a row that did not see it, when a change of ours last touched it, tombstone. */
    missed: number;
    touched_at: string | null;
    removed_at: string | null;
  };

  members: {
    id: string;
    team_id: string;
    connection_id: string;
    vendor: VendorId;
    user_id: string;
    /** Of `people`: whom the row is about, links by hand included. */
    person_id: string;
    email: string | null;
    /** Normalized e-mail: what joins a person across teams. */
    email_key: string | null;
    name: string;
    /** What the row is sorted by: name, else e-mail, else id. */
    sort_key: string;
    /** name, e-mail and id, for search. */
    search_key: string;
    avatar_url: string | null;
    profile_url: string | null;
    role: TeamRole;
    /** 0 owner, 1 admin, 2 member: for sorting. */
    role_rank: number;
    vendor_role: string | null;
    org_role: string | null;
    /** 1 where the member belongs to an organization (then a null `org_role` is a guest). */
    in_org: Bit;
    status: MemberStatus;
    joined_at: string | null;
    last_active_at: string | null;
    sso: Bit | null;
    spaces: number | null;
    teams: number | null;
    sites: number | null;
    /** JSON string[]: fields the vendor sent malformed. */
    problems: string | null;
    /** Of the vendor's answer that the row says; null where a change of ours wrote it over. */
    digest: string | null;
    missed: number;
    touched_at: string | null;
    removed_at: string | null;
    first_seen_at: string;
  };

  /** One row a person over all teams of all vendors, made from the live members' rows by whoever writes those. */
  people: {
    /** Of the e-mail or, without one, of the vendor's account (`lib/directory/people/identity.ts`). */
    id: string;
    name: string;
    email: string | null;
    email_key: string | null;
    sort_key: string;
    /** Every name, e-mail and id, for search. */
    search_key: string;
    /** A bit a vendor, in the order of `VENDOR_IDS`. */
    vendors: number;
    /** Three bits a vendor, in the same order: owner, admin, member of something there. */
    roles: number;
    /** The strongest role anywhere: 0 owner, 1 admin (also of an organization), 2 member. */
    top_rank: number;
    /** Active somewhere; disabled somewhere. */
    is_active: Bit;
    is_disabled: Bit;
    /** The longest open invitation, as far back as Rollcall has seen it. */
    invited_since: string | null;
    last_active_at: string | null;
    /** Live rows of members, an organization's own list included. */
    memberships: number;
  };
  /** Accounts under which somebody was ever seen: their history goes on after they left a vendor. */
  person_accounts: { identity_id: string; vendor: VendorId; user_id: string };
  /** Made by hand: this identity (an e-mail or an account) belongs to that person. */
  person_links: {
    identity_id: string;
    person_id: string;
    /** E-mail or name when it was linked. */
    label: string;
    created_by: string;
    created_at: string;
  };

  secrets: {
    id: string;
    team_id: string;
    connection_id: string;
    name: string;
    name_key: string;
    created_at: string | null;
    modified_at: string | null;
    /** null: not known. */
    in_use: Bit | null;
    problems: string | null;
    /** When Rollcall itself last rotated it. */
    rotated_at: string | null;
    /** When Rollcall itself last set its value: made or rotated. */
    set_at: string | null;
    /** Keyed fingerprint of the value that Rollcall set; null once the vendor says that it was changed later. */
    fingerprint: string | null;
    /** The vendor's own time of that setting; null until the vendor tells it. */
    set_mark: string | null;
    missed: number;
    touched_at: string | null;
    removed_at: string | null;
  };

  /** GitBook: who may manage a team, from `owner=`. Filled on demand for "Managed by". */
  managed_teams: { connection_id: string; user_id: string; team_id: string; read_at: string };

  /** One synced list: a connection's teams, a team's members or secrets. Also its lease. */
  lists: {
    /** `${connection or team id}:${part}` */
    id: string;
    connection_id: string;
    team_id: string | null;
    part: "teams" | "members" | "secrets";
    /** End of the last complete run; null before the first. */
    synced_at: string | null;
    /** Grows with every write to the list's rows, by run or by change. */
    version: number;
    last_duration_ms: number | null;
    run_id: string | null;
    run_started_at: string | null;
    run_pages: number;
    run_rows: number;
    error_code: string | null;
    error_reason: string | null;
    error_at: string | null;
    /** Set to ask for a run; cleared by the run that began after it. */
    requested_at: string | null;
    lease_holder: string | null;
    lease_until: string | null;
  };
  runs: {
    id: string;
    list_id: string;
    connection_id: string;
    started_at: string;
    ended_at: string | null;
    outcome: "complete" | "failed" | "abandoned" | null;
    pages: number;
    rows: number;
    error_code: string | null;
    error_reason: string | null;
  };
  /** What complete runs saw change outside Rollcall. */
  observations: {
    id: string;
    at: string;
    connection_id: string;
    team_id: string | null;
    kind:
      | "member.joined"
      | "member.left"
      | "member.roleChanged"
      | "secret.created"
      | "secret.rotated"
      | "secret.deleted"
      | "team.created"
      | "team.renamed"
      | "team.deleted";
    subject: string;
    /** JSON: before, after, names. */
    data: string;
    /** Kind, names and ids, for search. */
    search_key: string;
  };
  /** Addresses that an admin invited in a vendor's console: waited for until they appear. */
  invitations: {
    id: string;
    team_id: string;
    connection_id: string;
    email: string;
    email_key: string;
    created_by: string;
    created_at: string;
    appeared_at: string | null;
    confirmed_at: string | null;
    dismissed_at: string | null;
    /** What they are to become once they have accepted: offered then, never done by itself. */
    wanted_role: TeamRole | null;
    /** For how long they are to be that, from the day it is given. */
    wanted_minutes: number | null;
  };
  /** A file or list that somebody sent, until it is used or an hour old. `content` is text, however it was encoded. */
  uploads: {
    id: string;
    user_id: string;
    kind: "roster" | "invitees";
    name: string;
    content: string;
    created_at: string;
    expires_at: string;
  };

  /** What a program asked to be planned, for as long as it can be looked at and applied. */
  plans: {
    id: string;
    user_id: string;
    token_id: string | null;
    /** How its changes are told: one by one, by a filter, as an offboarding… */
    kind: string;
    /** JSON: what was asked for, without any secret value. */
    asked: string;
    /** Sealed JSON: secret values by the change's place. Erased when it is applied. */
    sealed_values: string | null;
    /** Of the plan that was answered. */
    digest: string;
    /** Characters that it holds, for how much one person may keep. */
    bytes: number;
    created_at: string;
    expires_at: string;
    /** The key under which it was applied, unique with user_id: the journal's, which tells what it became. */
    applied_key: string | null;
    /** Digest of the request that applied it. */
    applied_body: string | null;
  };

  batches: {
    id: string;
    user_id: string;
    name: string;
    /** Unique with user_id. */
    idempotency_key: string;
    payload_digest: string;
    size: number;
    state: "running" | "paused" | "cancelled" | "finished";
    created_at: string;
    finished_at: string | null;
    undo_of: string | null;
    /** The batch that this one takes back. */
    undo_of_batch: string | null;
    /** 1: its plan was reviewed as a whole, so it stands in the list of batches even with one change. */
    reviewed: Bit;
    /** The token by which it was asked for. */
    token_id: string | null;
  };
  /** The journal. A row exists, and is committed, before the vendor is called. */
  changes: {
    id: string;
    batch_id: string;
    seq: number;
    kind: ChangeKindName;
    connection_id: string;
    team_id: string | null;
    /** What it is about ("member:{team}:{user}"): changes of one target run one after another, in order. Indexed with state. */
    target: string;
    user_id: string;
    /** JSON: the validated input without any secret value. */
    input: string;
    /** JSON: what `describe` said: { title, subject, before, after }. */
    description: string;
    /** JSON: state before, as the kind needs it for its inverse; null where there is none. */
    before: string | null;
    /** What nothing else may hold that runs at the same time; the role that it gives, and the one that was there before. */
    lock: string | null;
    role: string | null;
    role_before: TeamRole | null;
    /** JSON string[]: warnings the person has acknowledged. */
    acknowledged: string;
    /** Sealed secret value of a change in a batch; erased when the change ends. */
    sealed_value: string | null;
    /** 1: needs a value that is in memory alone, of the process that holds the lease. */
    value_in_memory: Bit;
    state: ChangeState;
    code: string | null;
    reason: string | null;
    /** JSON: what settling learnt (ids the vendor made…), for the inverse and the words. */
    result: string | null;
    attempts: number;
    created_at: string;
    started_at: string | null;
    ended_at: string | null;
    lease_holder: string | null;
    lease_until: string | null;
    undo_of: string | null;
    /** JSON: what it amounts to besides its kind, and how often; null where that is nothing. Rules count by it. */
    effects: string | null;
    /** What changes share that were taken up for one call of the vendor. */
    call_id: string | null;
    /** JSON: when what it gives ends, as it was asked for. */
    until: string | null;
  };

  /** Where a role or a membership is that ends, or has ended: how it stands is in its schedule. */
  ends: {
    /** Its row in `schedules` has the same. */
    id: string;
    /** The change that gave it. Unique. */
    change_id: string;
    kind: ChangeKindName;
    connection_id: string;
    /** null: a place in the organization. */
    team_id: string | null;
    /** The vendor's id of whom it is about. */
    user_id: string;
    /** Of which approach its people were told last: "hour 2026-12-04T17:00:00.000Z". */
    told: string | null;
    created_at: string;
  };

  /** Beside the batch that takes somebody out everywhere: whom, and what could not be refreshed before. */
  offboardings: {
    batch_id: string;
    person_id: string;
    label: string;
    email: string | null;
    /** JSON: { name, reason }[] */
    unreached: string;
    /** JSON: LeftOut[]; null where nothing was. */
    left_out: string | null;
    created_by: string;
    created_at: string;
    /** When it is looked at again, null after that; when it was, and what was found then (JSON: FoundAgain[]). */
    look_again_at: string | null;
    looked_again_at: string | null;
    found_again: string | null;
  };
  /** What no API can do, to be ticked off by hand. */
  offboarding_items: {
    batch_id: string;
    key: string;
    seq: number;
    words: string;
    /** Where to do it: in the vendor's console, or a path of Rollcall's own. */
    url: string | null;
    done_at: string | null;
    done_by: string | null;
  };

  /** The audit log: append-only, hash-chained. */
  events: {
    seq: number;
    id: string;
    at: string;
    /** Dotted name: a change kind, or "session.started", "connection.create", "sync.failed"… */
    action: string;
    /** user id, or "system". */
    actor: string;
    outcome: "done" | "failed" | "skipped" | "unknown" | "running" | "cancelled";
    connection_id: string | null;
    team_id: string | null;
    change_id: string | null;
    batch_id: string | null;
    /** By which token somebody did it; null of what was done by hand. */
    token_id: string | null;
    /** Canonical JSON (RFC 8785) of what is chained: holds `personalDigest` in place of the personal data. */
    body: string;
    /** JSON { salt, data }: personal data, erasable without breaking the chain. */
    personal: string | null;
    /** For search alone, erased with the personal data. */
    search_key: string;
    prev_hash: string;
    hash: string;
    /** HMAC over the hash, with a key that the key ring gives; null before the log was authenticated. */
    mac: string | null;
  };
  audit_head: { id: 1; seq: number; hash: string };
  /** Heads of the audit log, signed. What counts are the copies that are kept elsewhere. */
  audit_checkpoints: {
    id: string;
    seq: number;
    hash: string;
    at: string;
    reason: "time" | "events" | "hand" | "retention";
    /** JSON: the checkpoint with its signature. */
    body: string;
    /** When it was appended to the file of checkpoints. */
    filed_at: string | null;
  };
  /** Verifications of the audit log that somebody began. */
  audit_checks: {
    id: string;
    started_at: string;
    started_by: string;
    checked: number;
    total: number;
    /** JSON: what was found; null while it runs, or when its process died. */
    verdict: string | null;
    ended_at: string | null;
    lease_until: string;
  };
  /** How far the audit log was sent to each receiver. */
  audit_streams: {
    id: string;
    /** The last event that arrived. */
    seq: number;
    sent_at: string | null;
    attempts: number;
    next_at: string | null;
    error: string | null;
    lease_holder: string | null;
    lease_until: string | null;
    created_at: string;
  };
  /** What was written down a moment ago: repetitions are counted until then, and told as one. */
  audit_repeats: {
    key: string;
    since: string;
    until: string;
    last_at: string;
    /** How often again since. */
    count: number;
    /** JSON: the event that tells of the repetitions. */
    event: string | null;
  };

  /** After how many days a secret is to be rotated. The most specific one counts; "default" is always there. */
  policies: {
    id: string;
    team_id: string | null;
    /** Glob over names: `*` any characters, `?` one. */
    pattern: string | null;
    /** team and pattern in one: no two policies are about the same. */
    scope: string;
    days: number;
    created_at: string;
    updated_at: string;
  };

  webhooks: {
    id: string;
    url: string;
    label: string;
    /** JSON string[]: the types of events that are sent. */
    events: string;
    /** Whether payloads hold names of people, teams and secrets. */
    with_names: Bit;
    /** What deliveries are signed with; flattened JWE. */
    sealed_secret: string;
    paused_at: string | null;
    /** UTC day of the last reminder about secrets. */
    reminded_on: string | null;
    /** What its receiver reads; null: Rollcall's own JSON. */
    format: "slack" | "teams" | null;
    /** Events that found its queue full. */
    dropped: number;
    created_at: string;
    updated_at: string;
  };
  webhook_deliveries: {
    id: string;
    webhook_id: string;
    /** The same for every webhook and every attempt: who receives it twice can tell. */
    event_id: string;
    type: string;
    /** The body, until it was delivered or given up. */
    payload: string | null;
    state: "pending" | "delivered" | "failed";
    attempts: number;
    /** HTTP status of the last attempt. */
    status: number | null;
    error: string | null;
    created_at: string;
    next_at: string | null;
    ended_at: string | null;
    lease_holder: string | null;
    lease_until: string | null;
  };

  /** Something that a person is told of by e-mail. Unique by `user_id` and `told_key`: each is told once. */
  notices: {
    id: string;
    user_id: string;
    event: NoticeEvent;
    told_key: string;
    /** The row that it is about: who may not see it when the mail goes out is not told. */
    about_table: AboutTable | null;
    about_id: string | null;
    /** Path of the page on this origin. */
    href: string;
    /** What it is about, and JSON of further lines; both gone once it was told. */
    what: string | null;
    lines: string | null;
    /** "dropped": not told, since it is too late or the person may not know. */
    state: "pending" | "mailed" | "sent" | "dropped";
    created_at: string;
    due_at: string;
    mail_id: string | null;
  };
  /** One e-mail to one person. Its words are made of its notices whenever it is tried. */
  mails: {
    id: string;
    user_id: string;
    state: "pending" | "sent" | "failed" | "dropped";
    attempts: Filled<number>;
    error: string | null;
    created_at: string;
    next_at: string | null;
    ended_at: string | null;
    lease_holder: string | null;
    lease_until: string | null;
  };
  /** How somebody wants to be told of something; without a row, as `NOTICE_FACTS` says. */
  notice_choices: { user_id: string; event: NoticeEvent; way: NoticeWay; updated_at: string };

  /** Who is limited to what `grants` say: "user:{id}" or "role:{role}". A limit without grants leaves nothing. */
  limits: { subject: string; created_by: string; created_at: string };
  /** `team_id` "": the whole connection. */
  grants: { subject: string; connection_id: string; team_id: string };

  /** From more than how many changes on a kind needs somebody else's approval. A kind without a row never does. */
  approval_rules: { kind: ChangeKindName; above: number; updated_at: string };
  /** A plan that waits for somebody else's approval, or did. */
  approvals: KeptColumns & {
    id: string;
    user_id: string;
    state: "pending" | "approved" | "refused" | "expired" | "withdrawn";
    asked_at: string;
    expires_at: string;
    decided_at: string | null;
    decided_by: string | null;
    reason: string | null;
    /** The batch that it became. */
    batch_id: string | null;
    /** Unique with user_id, and the batch's key. */
    idempotency_key: string;
    payload_digest: string;
    /** The token by which it was asked for. */
    token_id: string | null;
    /** 1: no rule asked for a second person, only that a person looks: the token's owner may decide. */
    owner_may: Filled<number>;
  };
  /** What an approval is about, for who may see it. */
  approval_places: {
    approval_id: string;
    seq: number;
    connection_id: string;
    team_id: string | null;
    kind: ChangeKindName;
  };

  /** Changes that wait for a time, or did. */
  schedules: KeptColumns & {
    id: string;
    /** Who asked for it: it runs with the rights that they have then. */
    user_id: string;
    /** "end": the end of a role that was given for a time. The id of a "batch" is that of the batch it begins. */
    kind: "batch" | "end";
    /** "held": it waits for a person. "started": all of it is a batch. "ended": it came to its end without one. */
    state: "scheduled" | "held" | "started" | "cancelled" | "ended";
    due_at: string;
    /** The same as the clocks of the zone show it: what was asked for. */
    local_date: string;
    local_time: string;
    zone: string;
    created_at: string;
    changed_at: string;
    /** Why it is held, was cancelled or ended, in words. */
    reason: string | null;
    /** JSON: of one that began in part, why each line that is left was held, by its place. */
    held: string | null;
    /** How late it began, where that was late. */
    late_ms: number | null;
    /** The request that somebody else has to approve first. */
    approval_id: string | null;
    /** The batch that it began. */
    batch_id: string | null;
    /** The change whose effect it ends. */
    ends_change_id: string | null;
    /** Unique with user_id, and the batch's key. */
    idempotency_key: string;
    payload_digest: string;
    /** The token by which it was asked for. */
    token_id: string | null;
  };
  /** What a schedule is about, for who may see it. */
  schedule_places: {
    schedule_id: string;
    seq: number;
    connection_id: string;
    team_id: string | null;
    kind: ChangeKindName;
  };
  /** Who reads what comes up from a calendar: the digest of the token in its address. */
  calendars: { user_id: string; token_digest: string; with_names: Bit; created_at: string };

  /** Tokens by which programs ask in their owner's name. What one is limited to stands in `limits` under "token:{id}". */
  api_tokens: {
    id: string;
    user_id: string;
    name: string;
    /** What an "agent" asks for a person has to approve. */
    kind: "user" | "agent";
    /** JSON string[]: the permissions that it has, as far as its owner has them when it is used. */
    scopes: string;
    token_digest: string;
    created_at: string;
    ends_at: string;
    last_used_at: string | null;
    last_address: string | null;
    ended_at: string | null;
    /** When its owner was told that it ends soon. */
    end_told_at: string | null;
  };
  /** How often a token asked on a day (UTC), and how often it was refused. */
  api_token_days: { token_id: string; day: string; asks: number; refused: number };

  /** Access reviews. */
  reviews: {
    id: string;
    name: string;
    /** JSON: ReviewScope. */
    scope: string;
    /** What becomes at closing of what nobody decided. */
    undecided: "open" | "removed";
    /** 1: the next one begins by itself three months after this one was due. */
    repeats: Bit;
    state: "reading" | "open" | "closing" | "closed" | "cancelled";
    due_at: string;
    created_by: string;
    created_at: string;
    /** When its population was put down. */
    frozen_at: string | null;
    closed_at: string | null;
    closed_by: string | null;
    /** What its removals and changes became, or wait as. */
    batch_id: string | null;
    approval_id: string | null;
    /** The review that it repeats. Unique: a review is repeated once. */
    previous_id: string | null;
    /** Which reminders were sent, as bits. */
    told: Generated<number>;
  };
  /** A list that a review is made of, whether it could be read, and who decides about its people. */
  review_lists: {
    review_id: string;
    list_id: string;
    connection_id: string;
    /** null: the connection's list of teams. */
    team_id: string | null;
    vendor: VendorId;
    kind: "teams" | "team" | "organization";
    name: string;
    asked_at: string;
    /** End of the complete run that began after `asked_at`. */
    synced_at: string | null;
    /** Why it is not covered. */
    reason: string | null;
    reviewer_id: string | null;
  };
  /** Somebody's access as it was when the population was put down, with the decision that counts. */
  review_items: {
    id: string;
    review_id: string;
    connection_id: string;
    team_id: string;
    vendor: VendorId;
    kind: "team" | "organization";
    team_name: string;
    user_id: string;
    person_id: string;
    email: string | null;
    email_key: string | null;
    /** As the vendor has it; "" without one. */
    name: string;
    /** What the row's controls are named after: unique in the review. */
    label: string;
    sort_key: string;
    search_key: string;
    role: TeamRole;
    org_role: string | null;
    status: MemberStatus;
    since: string | null;
    last_active_at: string | null;
    /** Bits: `HINTS` of lib/changes/reviews/constants.ts. */
    hints: number;
    reviewer_id: string | null;
    decision: "keep" | "change" | "remove" | null;
    new_role: string | null;
    reason: string | null;
    decided_at: string | null;
    decided_by: string | null;
    /** 1: joined after the population was put down, seen at closing: listed, never decided. */
    is_late: Bit;
    /** 1: was gone by the closing. */
    has_left: Bit;
  };
  /** Every decision there was, taking one back too. The newest of an item counts. */
  review_decisions: {
    id: string;
    review_id: string;
    item_id: string;
    connection_id: string;
    team_id: string;
    at: string;
    user_id: string;
    decision: "keep" | "change" | "remove" | "undone";
    new_role: string | null;
    reason: string | null;
  };

  /** What one process at a time does without a row of its own, and what each process says of itself (`presence.ts`). */
  leases: { name: string; holder: string; until: string };
};

/** Tables whose rows a notice can be about. */
export type AboutTable =
  | "api_tokens"
  | "approvals"
  | "batches"
  | "connections"
  | "reviews"
  | "schedules"
  | "teams";

/** A column the database fills. Kept here so that callers need not import kysely for it. */
export type Filled<T> = Generated<T>;
