import "server-only";
import { env } from "#lib/core/env.ts";
import { nowIso } from "#lib/core/ids.ts";
import { db } from "#lib/store/db/connection.ts";
import type { Json } from "./chain.ts";
import { ChainWalk } from "./chain-walk.ts";
import { checkpointKey, signText } from "./checkpoint.ts";
import { conditions, type EventFilter } from "./data.ts";
import { authentic } from "./event-mac.ts";
import {
  EXPORT_END,
  EXPORT_TYPE,
  type ExportEnd,
  type ExportHead,
  eventLine,
  LineDigest,
} from "./export-format.ts";
import { type ChainedEvent, type EventScope, readEvents, readFirst, readHead } from "./rows.ts";

/** What leaves events out of an export, and how its first line says so. */
export type ExportPart = { filter: EventFilter; said: Record<string, Json> };

/** Where somebody came from: what of an event's personal data is for few. */
const WHEREFROM = new Set(["address", "sessionId", "userAgent"]);

const withoutWherefrom = (data: unknown): unknown => {
  if (Array.isArray(data)) return data.map(withoutWherefrom);
  if (typeof data !== "object" || data === null) return data;
  const kept = Object.entries(data).filter(([key]) => !WHEREFROM.has(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutWherefrom(value)]));
};

/**
 * An event's line for somebody who may not see where others came from. What can be proven of personal data is all of it or
 * nothing: it is withheld, and the rest of it stands beside, for reading.
 */
function lineFor(event: ChainedEvent, ownOf: string | undefined): string {
  if (ownOf === undefined || event.actor === ownOf || event.personal === null) return eventLine(event);
  const { data } = JSON.parse(event.personal) as { data: unknown };
  const kept = withoutWherefrom(data);
  if (JSON.stringify(kept) === JSON.stringify(data)) return eventLine(event);
  const { seq, id, body, prev_hash, hash } = event;
  return JSON.stringify({ seq, id, body, personal: null, withheld: true, shown: kept, prev_hash, hash });
}

/**
 * The audit log as JSON Lines, oldest first, as it stood when the export began: the whole chain, or with `part` what a
 * filter lets through, with the numbers in between named. The last line is signed over all others, unless the log is not
 * sound: what somebody else wrote is given as it is and not vouched for. With `ownOf`, a user's id, where anybody else came
 * from is withheld.
 */
export async function* exportLines(part?: ExportPart, ownOf?: string): AsyncGenerator<string> {
  const head = await readHead();
  const digest = new LineDigest();
  const line = (text: string): string => {
    digest.add(text);
    return `${text}\n`;
  };
  const publicKey = checkpointKey();
  yield line(
    JSON.stringify({
      type: EXPORT_TYPE,
      at: nowIso(),
      instance: env().ROLLCALL_URL,
      publicKey,
      partial: part !== undefined,
      ...(part ? { filter: part.said } : {}),
    } satisfies ExportHead),
  );
  const walk = new ChainWalk(
    { ...(part ? {} : { head }), publicKey, authentic: authentic() },
    { isPart: part !== undefined },
  );
  let events = 0;
  let next = part ? 1 : ((await readFirst())?.seq ?? 1);
  const skipTo = (seq: number): string => line(JSON.stringify({ skipped: { from: next, to: seq - 1 } }));
  // With a part: changes not folded.
  const wanted = part && ((where: EventScope) => conditions(where, part.filter));
  for await (const event of readEvents(0, head.seq, db(), wanted)) {
    if (part && event.seq > next) yield skipTo(event.seq);
    next = event.seq + 1;
    events++;
    walk.take(event);
    yield line(lineFor(event, ownOf));
  }
  if (part && next <= head.seq) yield skipTo(head.seq + 1);
  const said: Omit<ExportEnd, "signature"> = {
    ...{ type: EXPORT_END, events, digest: digest.value(), head, publicKey },
  };
  const verdict = walk.end();
  const signed = verdict.ok
    ? { ...said, signature: signText(said) }
    : { ...said, signature: "", unsigned: `event ${verdict.seq}: ${verdict.reason}` };
  yield `${JSON.stringify(signed)}\n`;
}
