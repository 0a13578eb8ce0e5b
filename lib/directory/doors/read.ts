import "server-only";
import { errorWords } from "#lib/core/error-words.ts";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import { logError } from "#lib/core/log.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { noteFailure, noteSuccess, openConnection } from "#lib/directory/connections/open.ts";
import { storeEntry, storeLinks } from "#lib/directory/doors/mutations.ts";
import { transact } from "#lib/store/db/connection.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import { collectPages } from "#lib/vendors/pages.ts";

/** How long a reading may take, in milliseconds, and how many pages of links. */
const READ_MS = 10_000;
const MAX_PAGES = 20;
/** A reading that ended less than this ago is not repeated by another look. */
const FRESH_MS = 5_000;

type Reading = { promise: Promise<string | undefined>; endedAt?: number };
const readings = () => perProcess("door-readings", () => new Map<string, Reading>());

/**
 * Reads who may come into a connection's organization without being invited by name, and keeps it. Returns in words what
 * could not be read, undefined when all of it was. Looks at the same time share one reading. Throws NOT_FOUND.
 */
export function readDoors(
  connectionId: string,
  options: { isFresh?: boolean } = {},
): Promise<string | undefined> {
  const known = readings().get(connectionId);
  const isRecent = known?.endedAt === undefined || performance.now() - known.endedAt < FRESH_MS;
  if (known && isRecent && !(options.isFresh && known.endedAt !== undefined)) return known.promise;
  const reading: Reading = { promise: readNow(connectionId) };
  readings().set(connectionId, reading);
  const end = () => {
    reading.endedAt = performance.now();
  };
  reading.promise.then(end, () => readings().delete(connectionId));
  return reading.promise;
}

async function readNow(connectionId: string): Promise<string | undefined> {
  const { client, facts } = await openConnection(connectionId);
  const { readEntry, listInviteLinks } = client;
  if (!facts.capabilities.doors || !readEntry || !listInviteLinks) return undefined;
  const options = { signal: AbortSignal.timeout(READ_MS) };
  const begunAt = nowIso();
  const attempt = async (what: string, read: () => Promise<void>): Promise<string | undefined> => {
    try {
      await read();
      return undefined;
    } catch (error) {
      // That this token may not see links says nothing of the connection.
      await noteFailure(connectionId, error, "read");
      return `${what} could not be read: ${wordsOf(error, facts.id)}`;
    }
  };
  const problems = await Promise.all([
    attempt("Its settings", async () => {
      const entry = await readEntry(options);
      await transact((tx) => storeEntry(tx, connectionId, entry, begunAt));
      await noteSuccess(connectionId, "read");
    }),
    attempt("Its invite links", async () => {
      const paging = { vendor: facts.id, maxPages: MAX_PAGES };
      const links = await collectPages((cursor) => listInviteLinks(cursor, options), paging);
      await storeLinks(connectionId, links, begunAt);
    }),
  ]);
  return problems.filter((problem) => problem !== undefined).join(" ") || undefined;
}

/** A failure as a person reads it; what is not a vendor's is logged. */
export function wordsOf(error: unknown, vendor: VendorId): string {
  if (!(error instanceof AppError)) {
    logError(error, { at: "doors" });
    return "Something went wrong in Rollcall.";
  }
  const wire = { code: error.code, ...(error.reason ? { reason: error.reason } : {}) };
  return errorWords(wire, { vendor: VENDOR_FACTS[vendor].name });
}
