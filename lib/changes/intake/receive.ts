import "server-only";
import { MAX_FILE_BYTES, TOO_LARGE } from "#lib/changes/intake/limits.ts";
import { AppError } from "#lib/core/errors.ts";
import { perProcess } from "#lib/core/per-process.ts";

/** Files that this process takes in at once: each may fill 10 MB of memory. */
const AT_ONCE = 4;
const receiving = () => perProcess("uploads", () => ({ count: 0 }));

const tooLarge = (): AppError => new AppError("INVALID_INPUT", { reason: TOO_LARGE });

/**
 * A request's whole body, 10 MB at most, counted as it arrives. Throws INVALID_INPUT (too large, or it broke off) and
 * TOO_MANY_ATTEMPTS (others are sending).
 */
export async function receiveBody(request: Request): Promise<Uint8Array> {
  const declared = Number(request.headers.get("content-length") ?? "0");
  if (declared > MAX_FILE_BYTES) throw tooLarge();
  const state = receiving();
  if (state.count >= AT_ONCE)
    throw new AppError("TOO_MANY_ATTEMPTS", { reason: "Other files are being sent: try again in a moment" });
  state.count += 1;
  try {
    return await readAll(request, declared);
  } finally {
    state.count -= 1;
  }
}

async function readAll(request: Request, declared: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (request.body)
    for await (const chunk of request.body) {
      size += chunk.byteLength;
      if (size > MAX_FILE_BYTES) throw tooLarge();
      chunks.push(chunk);
    }
  if (declared > 0 && size < declared)
    throw new AppError("INVALID_INPUT", { reason: "The file did not arrive whole: send it again" });
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
