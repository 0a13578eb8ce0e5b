import "server-only";
import { createHash } from "node:crypto";
import { perProcess } from "#lib/core/per-process.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import { type QueueState, queueState } from "#lib/vendors/queue.ts";

const known = () => perProcess("connection-queues", () => new Map<string, string>());

/**
 * The queue of a token's calls. A vendor counts calls by token, so connections with the same one, and a form that checks
 * it, share a queue and its pauses.
 */
export const tokenQueue = (vendor: VendorId, token: string): string =>
  `${vendor}:${createHash("sha256").update(token).digest("base64url")}`;

/** The same for a stored connection, which can be asked about from now on. */
export function connectionQueue(connectionId: string, vendor: VendorId, token: string): string {
  const queueKey = tokenQueue(vendor, token);
  known().set(connectionId, queueKey);
  return queueKey;
}

/** What a connection's calls are doing in this process. */
export function connectionQueueState(connectionId: string): QueueState {
  return queueState(known().get(connectionId) ?? "");
}
