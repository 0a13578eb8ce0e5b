import type { IncomingMessage, ServerResponse } from "node:http";

/** The largest body of any form or server action: the longest secrets and a few hundred changes fit. */
export const MAX_BODY_BYTES = 256 * 1024;
/** The largest file, and the largest roster of a program: two addresses take them. */
export const MAX_UPLOAD_BYTES = 10 * 1024 * 1024;
const LARGE = /^\/api\/(?:uploads|v1\/plans)(?:\?|$)/;

const maxBytes = ({ method, url = "" }: IncomingMessage): number =>
  method === "POST" && LARGE.test(url) ? MAX_UPLOAD_BYTES : MAX_BODY_BYTES;

/**
 * Refuses a body that says it is too large at once, and one that turns out to be as soon as it is.
 * False when the request was answered here.
 */
export function limitBody(request: IncomingMessage, response: ServerResponse, refuse: () => void): boolean {
  const most = maxBytes(request);
  const declared = request.headers["content-length"];
  if (declared !== undefined && Number(declared) > most) {
    refuse();
    throwAway(request);
    return false;
  }
  let received = 0;
  const push = request.push.bind(request);
  // Counted where the parser delivers the bytes, so that nothing is read twice or held back.
  request.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (chunk instanceof Uint8Array) received += chunk.byteLength;
    if (received <= most) return push(chunk, encoding);
    if (!response.headersSent) refuse();
    dropRest(request, response);
    return false;
  };
  return true;
}

/** How long somebody who was refused may go on sending, and how long they may pause. */
const LINGER_MS = 5_000;
const PAUSE_MS = 250;

/** Whoever still sends when the connection closes never sees the answer: what comes is thrown away for a moment. */
function throwAway(request: IncomingMessage): void {
  const close = () => request.socket.destroy();
  const longest = setTimeout(close, LINGER_MS).unref();
  let pause = setTimeout(close, PAUSE_MS).unref();
  request.on("data", () => {
    clearTimeout(pause);
    pause = setTimeout(close, PAUSE_MS).unref();
  });
  request.once("close", () => {
    clearTimeout(longest);
    clearTimeout(pause);
  });
}

function dropRest(request: IncomingMessage, response: ServerResponse): void {
  if (response.writableFinished) request.socket.destroySoon();
  else response.once("finish", () => request.socket.destroySoon());
}
