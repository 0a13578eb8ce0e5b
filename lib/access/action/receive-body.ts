import "server-only";
import { AppError } from "#lib/core/errors.ts";
import { perProcess } from "#lib/core/per-process.ts";

/** Where large bodies arrive: each of `atOnce` may fill `most` bytes of this process' memory. */
export type Lane = { name: string; most: number; atOnce: number; tooLarge: () => AppError };

const lanes = () => perProcess("receiving", () => new Map<string, number>());

/**
 * A request's whole body, counted as it arrives. Throws what the lane says of one that is too large, INVALID_INPUT of one that
 * broke off, and TOO_MANY_ATTEMPTS where others are sending.
 */
export async function receiveBody(request: Request, lane: Lane): Promise<Uint8Array> {
  const declared = Number(request.headers.get("content-length") ?? "0");
  if (declared > lane.most) throw lane.tooLarge();
  const arriving = lanes().get(lane.name) ?? 0;
  if (arriving >= lane.atOnce)
    throw new AppError("TOO_MANY_ATTEMPTS", { reason: "Others are sending just now: try again in a moment" });
  lanes().set(lane.name, arriving + 1);
  try {
    return await readAll(request, declared, lane);
  } finally {
    lanes().set(lane.name, (lanes().get(lane.name) ?? 1) - 1);
  }
}

const brokeOff = (): AppError =>
  new AppError("INVALID_INPUT", { reason: "The body did not arrive whole: send it again" });

async function readAll(request: Request, declared: number, { most, tooLarge }: Lane): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (request.body)
    for await (const chunk of piecesOf(request.body)) {
      size += chunk.byteLength;
      if (size > most) throw tooLarge();
      chunks.push(chunk);
    }
  if (declared > 0 && size < declared) throw brokeOff();
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/** What arrives. A connection that ends in the middle is the sender's failure and none of Rollcall's. */
async function* piecesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw brokeOff();
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
