import { CliError, EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import { VERSION } from "../version.ts";
import { type Loss, lossOf, unreachable } from "./loss.ts";
import { problemError } from "./problem.ts";
import { retryAfterMs } from "./retry-after.ts";

/** Larger answers are not read. */
const MOST_BYTES = 64 * 1024 * 1024;
/** All that one request waits because it was asked to. */
const MOST_WAIT_MS = 150_000;
const FIRST_PAUSE_MS = 500;
/** So often a lost request is sent again: what only reads, and what has a key by which the server knows it again. */
const AGAIN = { read: 2, keyed: 5, once: 0 } as const;

export type TransportOptions = {
  io: Pick<Io, "sleep" | "now">;
  fetch: typeof fetch;
  origin: string;
  token: string;
  timeoutMs: number;
  /** Told once an answer is there: method, path, status, milliseconds. Never headers or bodies. */
  onAnswer: (line: string) => void;
  /** Told why the request waits. */
  onWait: (line: string) => void;
  onVersion: (version: string | null) => void;
};

type Sent = { method: string; url: string; headers: Record<string, string>; body: string | undefined };

async function readText(response: Response): Promise<string> {
  if (!response.body) return "";
  const parts: string[] = [];
  const decoder = new TextDecoder();
  let size = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MOST_BYTES)
      throw new CliError(
        EXIT.failed,
        "TOO_LARGE",
        "The server's answer is larger than 64 MB; it is not read.",
      );
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  return parts.join("") + decoder.decode();
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const againOf = ({ method, headers }: Sent): number => {
  if (method === "GET" || method === "HEAD") return AGAIN.read;
  return headers["idempotency-key"] === undefined ? AGAIN.once : AGAIN.keyed;
};

/**
 * `fetch` for the API of one server: with the token, within a time, to this origin alone. It waits where the server asks for
 * that, sends again what was lost and may be, and throws `CliError` for every answer that is not a success.
 */
export function makeTransport(options: TransportOptions): (request: Request) => Promise<Response> {
  const { io, origin, token, timeoutMs } = options;

  async function sendOnce({
    method,
    url,
    headers,
    body,
  }: Sent): Promise<{ response: Response; text: string }> {
    const startedAt = io.now();
    const response = await options.fetch(url, {
      method,
      headers: {
        ...headers,
        authorization: `Bearer ${token}`,
        accept: "application/json, application/problem+json",
        "user-agent": `rollcall-cli/${VERSION} node/${process.versions.node}`,
      },
      ...(body === undefined ? {} : { body }),
      // With another server's address in it, the token would go there.
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await readText(response);
    const path = url.slice(origin.length);
    options.onAnswer(`${method} ${path} ${response.status} ${io.now() - startedAt} ms`);
    return { response, text };
  }

  return async (request) => {
    const sent: Sent = {
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(request.headers),
      body: request.body === null ? undefined : await request.text(),
    };
    if (!sent.url.startsWith(`${origin}/`)) throw new Error(`a request for another server than ${origin}`);
    let [losses, waited] = [0, 0];
    for (;;) {
      let answer: Awaited<ReturnType<typeof sendOnce>>;
      try {
        answer = await sendOnce(sent);
      } catch (error) {
        if (error instanceof CliError) throw error;
        const loss: Loss = lossOf(error);
        options.onAnswer(`${sent.method} ${sent.url.slice(origin.length)} ${loss.code}`);
        if (loss.isFinal || losses >= againOf(sent)) throw unreachable(loss, origin);
        await io.sleep(FIRST_PAUSE_MS * 2 ** losses);
        losses += 1;
        continue;
      }
      const { response, text } = answer;
      const { status, headers } = response;
      if (status >= 300 && status < 400 && status !== 304)
        throw new CliError(
          EXIT.unreachable,
          "REDIRECTED",
          `${origin} answered with a redirect, which is not followed with a token. Give the address that it leads to.`,
        );
      const isJson = /^application\/(?:[\w.-]+\+)?json\b/.test(headers.get("content-type") ?? "");
      const body = isJson ? parsed(text) : undefined;
      if (response.ok && body !== undefined) {
        options.onVersion(headers.get("rollcall-version"));
        return new Response(text, { status, headers: { "content-type": "application/json" } });
      }
      if (status === 429 || status === 503) {
        const wait = retryAfterMs(headers, io.now());
        if (wait !== undefined && waited + wait <= MOST_WAIT_MS) {
          options.onWait(`The server asks to wait ${Math.ceil(wait / 1_000)} s`);
          await io.sleep(wait);
          waited += Math.max(wait, 1_000);
          continue;
        }
      }
      throw problemError(status, body, origin);
    }
  };
}
