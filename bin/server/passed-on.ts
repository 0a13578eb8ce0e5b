import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Who asked, and under which name: what a request says after the front has looked at it. */
export type Client = { address: string; proto: string; host: string };

/**
 * Next sends some actions and redirects to this server a second time, from this machine's own address. This header tells the
 * front for whom: it is taken out of every request, and only one that this process signed lately is believed.
 */
export const CLIENT_HEADER = "rollcall-client";
/** Headers that mean something on a request that Next passed on, and nothing on any other. */
export const PASSED_ON_ONLY = /^x-action-forwarded$/;

const KEY = randomBytes(32);
const VALID_MS = 60_000;
const macOf = (text: string): Buffer => createHmac("sha256", KEY).update(text).digest();

/** The header's value for a client. */
export function signClient(client: Client, now = Date.now()): string {
  const text = Buffer.from(JSON.stringify({ ...client, at: now })).toString("base64url");
  return `${text}.${macOf(text).toString("base64url")}`;
}

/** The client that such a value is about; undefined for anything that this process did not sign in the last minute. */
export function signedClient(value: unknown, now = Date.now()): Client | undefined {
  const [text, mac, ...rest] = typeof value === "string" ? value.split(".") : [];
  if (!text || !mac || rest.length > 0) return undefined;
  const [given, right] = [Buffer.from(mac, "base64url"), macOf(text)];
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  const { at, ...client } = JSON.parse(Buffer.from(text, "base64url").toString()) as Client & { at: number };
  return now - at <= VALID_MS ? client : undefined;
}
