import "server-only";

/** Why a body could not be used, in words for the log. */
export class BadBodyError extends Error {
  readonly tooLarge: boolean;
  constructor(message: string, tooLarge = false) {
    super(message);
    this.name = "BadBodyError";
    this.tooLarge = tooLarge;
  }
}

/** Reads a body as a stream, at most `limit` bytes. Throws BadBodyError, or what the stream throws. */
export async function readBytes(response: Response, limit: number): Promise<Buffer> {
  const declared = Number(response.headers.get("content-length") ?? 0);
  if (declared > limit) {
    await discard(response);
    throw new BadBodyError(`a body of ${declared} bytes`, true);
  }
  if (!response.body) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the stream and lets the connection go.
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > limit) throw new BadBodyError(`a body of more than ${limit} bytes`, true);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Lets a body go unread. */
export async function discard(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => undefined);
}

/** Parses JSON strictly: UTF-8 without a byte order mark, not empty. Throws BadBodyError. */
export function parseJson(bytes: Buffer): unknown {
  if (bytes.byteLength === 0) throw new BadBodyError("an empty body");
  let text: string;
  try {
    // The mark is kept, and JSON.parse refuses it.
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new BadBodyError("a body that is not UTF-8");
  }
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the body, which may hold personal data.
    throw new BadBodyError(`a body of ${bytes.byteLength} bytes that is not JSON`);
  }
}
