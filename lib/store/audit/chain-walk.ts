import { isSignedBeginning } from "./beginning-format.ts";
import { canonicalJson, chainHash, GENESIS_HASH, type Json, personalDigest } from "./chain.ts";
import { type Checkpoint, isGenuine } from "./checkpoint-format.ts";
import { AUTHENTICATE_ACTION, ERASE_ACTION, RETENTION_ACTION } from "./names.ts";

/** An event as a verifier takes it: a line of an export, or a whole row. */
export type WalkedEvent = {
  seq: number;
  id: string;
  body: string;
  personal: string | null;
  /** The personal data is there and was not given to this receiver. */
  withheld?: true;
  prev_hash: string;
  hash: string;
  /** Whether the instance that has the keys wrote it. An export does not carry it. */
  mac?: string | null;
};

/** What a verifier found: every event in place, or the first bad one by its number and in words. */
export type Verdict =
  | {
      ok: true;
      events: number;
      /** Number of the first event: above 1 where older ones were removed, and the log says so. */
      first: number;
      head: Mark;
      /** Events whose personal data was erased, which is on record. */
      erased: number;
      /** Kept checkpoints that the log agrees with, and such that are of events removed since. */
      agreed: number;
      tooOld: number;
      /** Of a part of the log: events that stand without the one before them. Their place in the log is not proven. */
      loose?: number;
      /** From which event on each was written by who had the keys; left out where that is so of all. */
      authenticatedFrom?: number;
    }
  | { ok: false; seq: number; id?: string; reason: string };

export type Mark = { seq: number; hash: string };
export type Expected = {
  /** The head row, or any other record of what the newest event was. */
  head?: Mark | undefined;
  /** Signed heads that were kept elsewhere, and the public key they must be signed with. */
  checkpoints?: readonly Checkpoint[] | undefined;
  publicKey?: string | undefined;
  /** Known only beside the keys: from which event on each bears a MAC, and whether it is a right one. */
  authentic?: { from: number; isOurs: (event: WalkedEvent) => boolean } | undefined;
};

/** Columns that are shown and searched, and must say what the chained body says, where a row has them. */
const COLUMNS = [
  ...["seq", "id", "at", "action", "actor", "outcome"],
  ...["connection_id", "team_id", "change_id", "batch_id", "token_id"],
];

type Body = Record<string, Json>;

function parseObject(text: string): Body | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Body) : undefined;
  } catch {
    return undefined;
  }
}

const HASH = /^[0-9a-f]{64}$/;

/** Why an event's own content is bad; its body when it is sound. */
export function bodyOf(event: WalkedEvent): Body | string {
  if (!HASH.test(event.prev_hash) || chainHash(event.prev_hash, event.body) !== event.hash)
    return "its content does not match its hash";
  const body = parseObject(event.body);
  if (!body || canonicalJson(body) !== event.body) return "its content is not canonical JSON";
  const row = event as Record<string, unknown>;
  const differing = COLUMNS.find((column) => column in row && (body[column] ?? null) !== row[column]);
  if (differing) return `its ${differing} was changed`;
  if (event.personal === null) return body;
  const { salt, data } = parseObject(event.personal) ?? {};
  if (typeof salt !== "string" || data === undefined) return "its personal data was changed";
  return personalDigest(salt, data) === body.personal_digest ? body : "its personal data was changed";
}

const textsOf = (value: Json | undefined): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");

/**
 * Walks a chain event by event and names the first bad one. A tail that was cut off shows only against a head or a
 * checkpoint that was kept elsewhere. With `isPart` events may be left out, where `skip` says so.
 */
export class ChainWalk {
  readonly #expected: Expected;
  readonly #isPart: boolean;
  readonly #known: readonly Mark[];
  readonly #marks: Map<number, string>;
  /** Numbers of the events that kept checkpoints are of. */
  readonly #kept: Set<number>;
  #fault: Verdict | undefined;
  #first: { seq: number; prevHash: string } | undefined;
  #last: Mark | undefined;
  #events = 0;
  #loose = 0;
  #erasures = 0;
  #agreed = 0;
  /** Events whose personal data is gone, until one that records the erasure is met. */
  readonly #unrecorded = new Map<string, number>();
  /** Where the log says that it begins: the newest record of that which is signed. */
  #begins: Mark | undefined;
  #authenticatedFrom: number | undefined;

  constructor(expected: Expected = {}, { isPart = false } = {}) {
    const { publicKey, checkpoints = [], head } = expected;
    this.#expected = expected;
    this.#isPart = isPart;
    this.#kept = new Set(checkpoints.map(({ seq }) => seq));
    this.#known = [...checkpoints, ...(head ? [head] : [])];
    this.#marks = new Map(this.#known.map(({ seq, hash }) => [seq, hash]));
    const forged = checkpoints.find((one) => publicKey === undefined || !isGenuine(one, publicKey));
    if (forged) this.#fail(forged.seq, "the checkpoint is not signed by this log's key");
    const other = this.#known.find((mark) => this.#marks.get(mark.seq) !== mark.hash);
    if (other) this.#fail(other.seq, "two records of the log's head contradict each other");
  }

  #fail(seq: number, reason: string, id?: string): Verdict {
    this.#fault ??= { ok: false, seq, ...(id === undefined ? {} : { id }), reason };
    return this.#fault;
  }

  /** Takes the next event; what is wrong with it or one before it, else nothing. */
  take(event: WalkedEvent): Verdict | undefined {
    if (this.#fault) return this.#fault;
    const { seq, id } = event;
    const next = this.#last ? this.#last.seq + 1 : undefined;
    if (next === undefined) this.#first = { seq, prevHash: event.prev_hash };
    else if (this.#isPart && seq > next) this.#loose++;
    else if (seq !== next) return this.#fail(next, "it is missing, or events are not in their order");
    else if (event.prev_hash !== this.#last?.hash)
      return this.#fail(seq, "it does not follow the event before it", id);
    if (seq === 1 && event.prev_hash !== GENESIS_HASH)
      return this.#fail(seq, "the log does not begin with it", id);
    const body = bodyOf(event);
    if (typeof body === "string") return this.#fail(seq, body, id);
    const { authentic } = this.#expected;
    if (authentic && seq >= authentic.from && !authentic.isOurs(event))
      return this.#fail(seq, "it was not written by this Rollcall: it bears no MAC of its keys", id);
    if (authentic && authentic.from > 1 && seq === authentic.from && body.action !== AUTHENTICATE_ACTION)
      return this.#fail(seq, "it stands in the place of the one from which on events bear a MAC", id);
    const mark = this.#marks.get(seq);
    if (mark !== undefined && mark !== event.hash)
      return this.#fail(seq, "it is not the event that was recorded under this number", id);
    if (this.#kept.has(seq)) this.#agreed++;
    this.#note(event, body);
    this.#events++;
    this.#last = { seq, hash: event.hash };
    return undefined;
  }

  #note(event: WalkedEvent, body: Body): void {
    if (event.personal === null && !event.withheld && body.personal_digest !== null) {
      this.#unrecorded.set(event.id, event.seq);
      this.#erasures++;
    }
    const facts = (body.facts ?? {}) as Body;
    if (body.action === ERASE_ACTION)
      for (const id of [...textsOf(facts.eventId), ...textsOf(facts.eventIds)]) this.#unrecorded.delete(id);
    // What somebody wrote without the keys explains nothing.
    const isRecord = body.action === RETENTION_ACTION || body.action === AUTHENTICATE_ACTION;
    if (!isRecord || !isSignedBeginning(body, event.prev_hash, this.#expected.publicKey)) return;
    this.#begins = { seq: Number(facts.removedTo), hash: String(facts.hash) };
    if (body.action === AUTHENTICATE_ACTION) this.#authenticatedFrom = event.seq;
  }

  /** What it comes to, once every event was taken. */
  end(): Verdict {
    if (this.#fault) return this.#fault;
    const last = this.#last ?? { seq: 0, hash: GENESIS_HASH };
    const missing = this.#known.find((mark) => mark.seq > last.seq);
    if (missing && !this.#isPart)
      return this.#fail(last.seq + 1, `events up to ${missing.seq} are missing at the end`);
    const { authentic } = this.#expected;
    if (authentic && authentic.from > 1 && last.seq < authentic.from && !this.#isPart)
      return this.#fail(last.seq + 1, `events up to ${authentic.from} are missing at the end`);
    const tooOld = this.#isPart ? 0 : this.#checkBeginning();
    const [unrecorded] = this.#isPart ? [] : this.#unrecorded;
    if (unrecorded)
      this.#fail(unrecorded[1], "its personal data is gone, and no event records that", unrecorded[0]);
    if (this.#fault) return this.#fault;
    const { seq: first = 1 } = this.#first ?? {};
    const found = { events: this.#events, first, head: last, erased: this.#erasures };
    const from = authentic?.from ?? this.#authenticatedFrom ?? 1;
    const isFirstLoose = this.#isPart && first > 1 ? 1 : 0;
    return {
      ...{ ok: true, ...found, agreed: this.#agreed, tooOld },
      ...(first < from ? { authenticatedFrom: from } : {}),
      ...(this.#isPart ? { loose: this.#loose + isFirstLoose } : {}),
    };
  }

  /** A log may begin later than with its first event where a signed record in it says so. Counts older checkpoints. */
  #checkBeginning(): number {
    const { seq, prevHash } = this.#first ?? { seq: 1, prevHash: GENESIS_HASH };
    const before = { seq: seq - 1, hash: prevHash };
    if (seq > 1) {
      const begins = this.#begins;
      if (begins?.seq !== before.seq || begins.hash !== before.hash)
        this.#fail(
          1,
          `events before ${seq} are missing, and no record signed by this log's key says that they were removed`,
        );
    }
    const older = this.#known.filter((mark) => mark.seq < seq && mark.seq > 0);
    const edge = older.find((mark) => mark.seq === before.seq);
    if (edge && edge.hash !== before.hash)
      this.#fail(seq, "it does not follow the event that was recorded before it");
    if (edge && this.#kept.has(edge.seq)) this.#agreed++;
    return older.length - (edge ? 1 : 0);
  }
}

/** The whole walk over events that are in memory or come one by one. */
export async function verifyChain(
  events: Iterable<WalkedEvent> | AsyncIterable<WalkedEvent>,
  expected: Expected = {},
): Promise<Verdict> {
  const walk = new ChainWalk(expected);
  for await (const event of events) if (walk.take(event)) break;
  return walk.end();
}
