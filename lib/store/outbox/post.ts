import "server-only";
import { lookup as resolve } from "node:dns/promises";
import http from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import { env } from "#lib/core/env.ts";
import { proxyFor } from "#lib/core/outbound-proxy.ts";
import { VERSION } from "#lib/core/version.ts";
import { TIMEOUT_MS } from "#lib/store/outbox/constants.ts";
import { hostOf, isNamedAddress, isNamedHost, isReachable, PRIVATE, urlProblem } from "./address.ts";
import { signatureHeaders } from "./sign.ts";

/** How one attempt went. `status` is there when somebody answered. */
export type PostResult = { ok: boolean; status?: number; error?: string };
export type Post = { url: string; secret: string; type: string; eventId: string; body: string };

/** Bytes of an answer that are read before the connection is dropped; none are kept. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Sends a body once, signed. The host is looked up here, every address of it is checked, and the connection goes to the
 * checked one, which a proxy of the settings is asked for by its number. No redirect is followed. Never throws; `error` is plain text without anything the receiver said.
 */
export async function postWebhook(post: Post, timeoutMs = TIMEOUT_MS): Promise<PostResult> {
  const allowed = env().ROLLCALL_WEBHOOK_ALLOW;
  const problem = urlProblem(post.url, allowed);
  if (problem) return { ok: false, error: problem };
  const url = new URL(post.url);
  const signal = AbortSignal.timeout(timeoutMs);
  let proxy = isNamedHost(hostOf(url), allowed) ? undefined : proxyFor(url);
  try {
    const address = await checkedAddress(hostOf(url), allowed, signal);
    // What the settings name is inside, where no proxy is asked.
    if (isNamedAddress(address.address, allowed)) proxy = undefined;
    const status = await send(url, address, post, signal, proxy);
    if (status >= 200 && status < 300) return { ok: true, status };
    const error =
      status >= 300 && status < 400 ? `Answered ${status}: redirects are not followed` : `Answered ${status}`;
    return { ok: false, status, error };
  } catch (error) {
    return {
      ok: false,
      error: signal.aborted ? `No answer in ${timeoutMs / 1_000} s` : wordsOf(error, proxy),
    };
  }
}

class Refused extends Error {}

/** One address of the host, when all of them may be reached: a name with a private one among them is a trap. */
async function checkedAddress(
  host: string,
  allowed: readonly string[],
  signal: AbortSignal,
): Promise<{ address: string; family: number }> {
  const found = isIP(host)
    ? [{ address: host, family: isIP(host) }]
    : await Promise.race([resolve(host, { all: true, verbatim: true }), aborted(signal)]);
  const [first] = found;
  if (!first) throw new Refused("The host has no address");
  if (!isNamedHost(host, allowed) && !found.every(({ address }) => isReachable(address, allowed)))
    throw new Refused(PRIVATE);
  return found.find(({ family }) => family === 4) ?? first;
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));

function send(
  url: URL,
  { address, family }: { address: string; family: number },
  { secret, type, eventId, body }: Post,
  signal: AbortSignal,
  proxy: string | undefined,
): Promise<number> {
  const bytes = Buffer.from(body);
  const { request } = url.protocol === "https:" ? https : http;
  return new Promise((done, fail) => {
    const sent = request(
      url,
      {
        method: "POST",
        // A socket of its own, to the address that was checked: no second lookup can answer otherwise.
        ...(proxy === undefined ? straight(address, family) : through(proxy, address, hostOf(url))),
        signal,
        headers: {
          host: url.host,
          "content-type": "application/json",
          "content-length": bytes.byteLength,
          "user-agent": `Rollcall/${VERSION}`,
          "rollcall-event": type,
          "rollcall-event-id": eventId,
          ...signatureHeaders(secret, eventId, body, Date.now()),
        },
      },
      (response) => {
        let received = 0;
        response.on("data", (chunk: Buffer) => {
          received += chunk.byteLength;
          if (received > MAX_ANSWER_BYTES) sent.destroy();
        });
        response.on("error", () => undefined);
        response.on("end", () => sent.destroy());
        // What counts is the status: the rest of the answer is taken off the wire within the time limit, and forgotten.
        done(response.statusCode ?? 0);
      },
    );
    sent.on("error", fail);
    sent.end(bytes);
  });
}

const straight = (address: string, family: number): http.RequestOptions => ({
  agent: false,
  lookup: (_host, options, callback) =>
    options.all ? callback(null, [{ address, family }]) : callback(null, address, family),
});

/** A tunnel to the address; inside it, the certificate has to be the host's. */
const through = (proxy: string, address: string, host: string): https.RequestOptions => ({
  agent: new https.Agent({ proxyEnv: { NODE_ENV: env().NODE_ENV, HTTPS_PROXY: proxy } }),
  hostname: isIP(address) === 6 ? `[${address}]` : address,
  ...(isIP(host) ? {} : { servername: host }),
});

const WORDS: Record<string, string> = {
  ENOTFOUND: "The host is not known",
  EAI_AGAIN: "The host could not be looked up",
  ECONNREFUSED: "The connection was refused",
  ECONNRESET: "The connection was cut",
  EPIPE: "The connection was cut",
  EHOSTUNREACH: "The host cannot be reached",
  ENETUNREACH: "The host cannot be reached",
  CERT_HAS_EXPIRED: "Its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "Its certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "Its certificate is self-signed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "Its certificate cannot be verified",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "Its certificate cannot be verified",
  ERR_TLS_CERT_ALTNAME_INVALID: "Its certificate is for another host",
};

const BY_PROXY: Record<string, string> = {
  ENOTFOUND: "The host is not known here: its address is looked up and checked before the proxy is asked",
  EAI_AGAIN: "The host could not be looked up: its address is checked before the proxy is asked",
  ECONNREFUSED: "The proxy that HTTPS_PROXY names refused the connection",
  ERR_PROXY_TUNNEL: "The proxy that HTTPS_PROXY names did not let this through",
};

function wordsOf(error: unknown, proxy: string | undefined): string {
  if (error instanceof Refused) return error.message;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (proxy !== undefined && BY_PROXY[code]) return BY_PROXY[code];
  return WORDS[code] ?? (code ? `It could not be reached (${code})` : "It could not be reached");
}
