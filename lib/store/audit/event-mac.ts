import "server-only";
import { createHmac, timingSafeEqual } from "node:crypto";
import { auditFrom, derivedKey } from "#lib/store/crypto/key-ring.ts";
import type { Json } from "./chain.ts";
import { bodyOf, type Expected, type WalkedEvent } from "./chain-walk.ts";

const macOf = (purpose: "event" | "waiting", text: string): string =>
  createHmac("sha256", derivedKey("audit-event")).update(`rollcall-audit-${purpose}/1 ${text}`).digest("hex");

const isMac = (given: string | null | undefined, right: string): boolean =>
  given?.length === right.length && timingSafeEqual(Buffer.from(given), Buffer.from(right));

/** Shows that an event was written by who has the keys: over its hash, and so over all before it. In hex. */
export const eventMac = (hash: string): string => macOf("event", hash);

/** The same over an event that waits to be written: nobody else has one written in their words. */
export const waitingMac = (text: string): string => macOf("waiting", text);

export const isWaiting = (text: string, mac: string): boolean => isMac(mac, waitingMac(text));

export const bearsMac = ({ hash, mac }: Pick<WalkedEvent, "hash" | "mac">): boolean =>
  isMac(mac, eventMac(hash));

/** What a verifier beside the keys asks of each event. */
export function authentic(): Expected["authentic"] {
  const from = auditFrom();
  return from === undefined ? undefined : { from, isOurs: bearsMac };
}

/** The body of an event that this instance wrote, in its place and unchanged; undefined of any other. */
export function authenticBody(event: WalkedEvent): Record<string, Json> | undefined {
  const body = bodyOf(event);
  return typeof body !== "string" && bearsMac(event) ? body : undefined;
}
