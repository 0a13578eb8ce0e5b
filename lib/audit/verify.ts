import "server-only";
import { canonicalJson, chainHash, GENESIS_HASH, type Json, personalDigest } from "./chain.ts";
import { type Checkpoint, checkpointKey, isGenuine } from "./checkpoint.ts";
import { ERASE_ACTION } from "./names.ts";
import { type ChainedEvent, readEvents, readHead } from "./rows.ts";

/** What a verifier found: every event in place, or the first bad one by its number and in words. */
export type Verdict =
  | { ok: true; events: number; head: { seq: number; hash: string } }
  | { ok: false; seq: number; id?: string; reason: string };

export type Expected = {
  /** The head row, or any other record of what the newest event was. */
  head?: { seq: number; hash: string };
  /** Signed heads that were kept elsewhere, and the public key they must be signed with. */
  checkpoints?: Checkpoint[];
  publicKey?: string;
};

/** Columns that are shown and searched, and must say what the chained body says. */
const COLUMNS = [
  "seq",
  "id",
  "at",
  "action",
  "actor",
  "outcome",
  "connection_id",
  "team_id",
  "change_id",
  "batch_id",
] as const satisfies readonly (keyof ChainedEvent)[];

type Body = Record<string, Json>;

function parseObject(text: string): Body | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Body) : undefined;
  } catch {
    return undefined;
  }
}

/** Why an event's own content is bad; undefined when it is sound. */
function faultWithin(event: ChainedEvent): string | undefined {
  if (chainHash(event.prev_hash, event.body) !== event.hash) return "its content does not match its hash";
  const body = parseObject(event.body);
  if (!body || canonicalJson(body) !== event.body) return "its content is not canonical JSON";
  const differing = COLUMNS.find((column) => body[column] !== event[column]);
  if (differing) return `its ${differing} was changed`;
  if (event.personal === null) return undefined;
  const personal = parseObject(event.personal);
  const { salt, data } = personal ?? {};
  if (typeof salt !== "string" || data === undefined) return "its personal data was changed";
  return personalDigest(salt, data) === body.personal_digest ? undefined : "its personal data was changed";
}

/** Events whose personal data is gone, until an event that records the erasure is met. */
type Erased = Map<string, number>;

function noteErasure(event: ChainedEvent, erased: Erased): void {
  const body = parseObject(event.body);
  if (event.personal === null && body?.personal_digest !== null) erased.set(event.id, event.seq);
  const facts = body?.facts as Body | undefined;
  if (event.action === ERASE_ACTION && typeof facts?.eventId === "string") erased.delete(facts.eventId);
}

/**
 * Walks a chain from its first event and names the first bad one. A tail that was cut off shows only against a head or
 * a checkpoint that was kept elsewhere.
 */
export async function verifyChain(
  events: Iterable<ChainedEvent> | AsyncIterable<ChainedEvent>,
  expected: Expected = {},
): Promise<Verdict> {
  const { publicKey } = expected;
  const forged = expected.checkpoints?.find((each) => publicKey === undefined || !isGenuine(each, publicKey));
  if (forged) return { ok: false, seq: forged.seq, reason: "the checkpoint is not signed by this log's key" };
  const known = [...(expected.checkpoints ?? []), ...(expected.head ? [expected.head] : [])];
  const marks = new Map(known.map(({ seq, hash }) => [seq, hash]));
  const contradicted = known.find((mark) => marks.get(mark.seq) !== mark.hash);
  if (contradicted)
    return {
      ok: false,
      seq: contradicted.seq,
      reason: "two records of the log's head contradict each other",
    };

  const erased: Erased = new Map();
  let last = { seq: 0, hash: GENESIS_HASH };
  for await (const event of events) {
    const bad = (reason: string): Verdict => ({ ok: false, seq: event.seq, id: event.id, reason });
    if (event.seq !== last.seq + 1)
      return { ok: false, seq: last.seq + 1, reason: "it is missing, or events are not in their order" };
    if (event.prev_hash !== last.hash) return bad("it does not follow the event before it");
    const fault = faultWithin(event);
    if (fault) return bad(fault);
    const mark = marks.get(event.seq);
    if (mark !== undefined && mark !== event.hash)
      return bad("it is not the event that was recorded under this number");
    noteErasure(event, erased);
    last = { seq: event.seq, hash: event.hash };
  }
  const beyond = known.find((mark) => mark.seq > last.seq);
  if (beyond)
    return { ok: false, seq: last.seq + 1, reason: `events up to ${beyond.seq} are missing at the end` };
  const [unrecorded] = erased;
  if (unrecorded)
    return {
      ok: false,
      seq: unrecorded[1],
      id: unrecorded[0],
      reason: "its personal data is gone, and no event records that",
    };
  return { ok: true, events: last.seq, head: last };
}

/** Verifies this store's own log against its head row and any checkpoints that were kept. */
export async function verifyLog(checkpoints: Checkpoint[] = []): Promise<Verdict> {
  const head = await readHead();
  return verifyChain(readEvents(), { head, checkpoints, publicKey: checkpointKey() });
}
