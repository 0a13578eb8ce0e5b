import "server-only";
import dgram from "node:dgram";
import net, { isIP } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import tls from "node:tls";
import type { ChainedEvent } from "../rows.ts";
import { framed, syslogMessage } from "./syslog-format.ts";

const TIMEOUT_MS = 10_000;
/** What every receiver takes over UDP (RFC 5426), and what common ones take over a stream. */
const DATAGRAM_BYTES = 2_048;
const STREAM_BYTES = 65_536;
/** Syslog acknowledges nothing: a receiver that is gone shows as a reset, a moment after it was written to. */
const SETTLE_MS = 100;

export type SyslogOptions = { ca?: string; timeoutMs?: number };
export type SyslogConnection = {
  /** Hands events over in their order. Rejects with plain words; then this connection is of no more use. */
  send: (events: readonly ChainedEvent[]) => Promise<void>;
  close: () => void;
};

/** Where a syslog receiver listens, from its address. */
function partsOf(address: string): { protocol: string; host: string; port: number } {
  const url = new URL(address);
  return { protocol: url.protocol, host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port) };
}

/** Connects to `udp://`, `tcp://` or `tls://host:port`. Rejects with plain words. */
export async function connectSyslog(address: string, options: SyslogOptions = {}): Promise<SyslogConnection> {
  const { protocol, host, port } = partsOf(address);
  if (protocol === "udp:") return datagrams(host, port);
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const socket = await opened(protocol === "tls:", host, port, options, timeoutMs);
  let failure: Error | undefined;
  // What a receiver says is read and forgotten: unread, it would hide that it hung up.
  socket.resume();
  socket.on("error", (error) => {
    failure ??= error;
  });
  socket.on("close", () => {
    failure ??= new Error("The connection was cut");
  });
  return {
    async send(events) {
      const bytes = Buffer.concat(events.map((event) => framed(syslogMessage(event, STREAM_BYTES))));
      if (!failure) await within(timeoutMs, written(socket, bytes));
      await wait(SETTLE_MS);
      if (failure) throw inWords(failure);
    },
    close: () => void socket.destroy(),
  };
}

function opened(
  isTls: boolean,
  host: string,
  port: number,
  { ca }: SyslogOptions,
  timeoutMs: number,
): Promise<net.Socket> {
  const socket = isTls
    ? tls.connect({
        host,
        port,
        minVersion: "TLSv1.2",
        ...(isIP(host) ? {} : { servername: host }),
        ...(ca ? { ca } : {}),
      })
    : net.connect({ host, port });
  socket.setKeepAlive(true, 30_000);
  socket.setNoDelay(true);
  const up = new Promise<net.Socket>((done, fail) => {
    socket.once(isTls ? "secureConnect" : "connect", () => done(socket));
    socket.once("error", fail);
  });
  return within(timeoutMs, up).catch((error: unknown) => {
    socket.destroy();
    throw inWords(error);
  });
}

const written = (socket: net.Socket, bytes: Buffer): Promise<void> =>
  new Promise((done, fail) => {
    socket.write(bytes, (error) => (error ? fail(error) : done()));
    socket.once("close", () => fail(new Error("The connection was cut")));
  });

function datagrams(host: string, port: number): SyslogConnection {
  const socket = dgram.createSocket(isIP(host) === 6 ? "udp6" : "udp4");
  // A refused datagram may be told after the one that follows it.
  socket.on("error", () => undefined);
  return {
    async send(events) {
      for (const event of events)
        await new Promise<void>((done, fail) => {
          socket.send(syslogMessage(event, DATAGRAM_BYTES), port, host, (error) =>
            error ? fail(inWords(error)) : done(),
          );
        });
    },
    close: () => socket.close(),
  };
}

class Slow extends Error {}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = wait(timeoutMs, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw new Slow(`It takes nothing for ${timeoutMs / 1_000} s`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
    late.catch(() => undefined);
    work.catch(() => undefined);
  }
}

const WORDS: Record<string, string> = {
  ENOTFOUND: "The host is not known",
  EAI_AGAIN: "The host could not be looked up",
  ECONNREFUSED: "The connection was refused",
  ECONNRESET: "The connection was cut",
  EPIPE: "The connection was cut",
  ETIMEDOUT: "The host does not answer",
  EHOSTUNREACH: "The host cannot be reached",
  ENETUNREACH: "The host cannot be reached",
  CERT_HAS_EXPIRED: "Its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "Its certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "Its certificate is self-signed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "Its certificate cannot be verified",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "Its certificate cannot be verified",
  ERR_TLS_CERT_ALTNAME_INVALID: "Its certificate is for another host",
};

function inWords(error: unknown): Error {
  if (error instanceof Slow) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!code && error instanceof Error) return error;
  return new Error(WORDS[code] ?? `It could not be reached (${code})`, { cause: error });
}
