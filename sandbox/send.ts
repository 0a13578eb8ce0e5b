import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Outgoing } from "./faults.ts";
import type { Fault } from "./types.ts";

const FILLER = Buffer.alloc(65_536, "a");

/** Cuts the connection the way a crashed server does. */
export const reset = (response: ServerResponse): void => {
  response.socket?.resetAndDestroy();
};

const sendFiller = async (response: ServerResponse, bytes: number): Promise<void> => {
  response.write('"');
  for (let left = bytes - 2; left > 0 && !response.destroyed; left -= FILLER.length) {
    if (!response.write(left < FILLER.length ? FILLER.subarray(0, left) : FILLER))
      await Promise.race([once(response, "drain"), once(response, "close")]);
  }
  response.end('"');
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
    return sendFiller(response, body);
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
