import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Outgoing } from "./faults.ts";
import type { Fault } from "./types.ts";

const FILLER = Buffer.alloc(65_536, "a");

/** Cuts the connection the way a crashed server does. */
export const reset = (response: ServerResponse): void => {
  response.socket?.resetAndDestroy();
};

/** A JSON string of so many bytes, made as the client reads it. */
const filler = function* (bytes: number): Generator<Buffer> {
  yield Buffer.from('"');
  for (let left = bytes - 2; left > 0; left -= FILLER.length) yield FILLER.subarray(0, left);
  yield Buffer.from('"');
};

const sendSlowly = async (response: ServerResponse, body: Buffer, ms: number): Promise<void> => {
  for (let index = 0; index < body.length && !response.destroyed; index += 1) {
    response.write(body.subarray(index, index + 1));
    await sleep(ms);
  }
  response.end();
};

/** Sends an answer, whole, slowly, or in part. `done` runs just before the last byte leaves. */
export const send = async (
  response: ServerResponse,
  { status, headers, body }: Outgoing,
  fault: Fault | undefined,
  done: () => void,
): Promise<void> => {
  if (response.destroyed) return done();
  if (typeof body === "number") {
    response.writeHead(status, headers);
    done();
    // A client that reads enough and hangs up is what the filler is for.
    return pipeline(Readable.from(filler(body)), response).catch(() => undefined);
  }
  response.writeHead(
    status,
    status === 204 ? headers : { ...headers, "content-length": String(body.length) },
  );
  if (fault?.partial !== undefined) {
    response.write(body.subarray(0, fault.partial), () => {
      done();
      reset(response);
    });
    return;
  }
  if (fault?.trickle !== undefined) {
    response.flushHeaders();
    await sendSlowly(response, body, fault.trickle);
    return done();
  }
  done();
  response.end(body);
};
