import "server-only";
import packageJson from "../../package.json" with { type: "json" };
import { BadBodyError, discard, parseJson, readBytes } from "./body.ts";
import { networkCode, neverSent } from "./network.ts";
import type { Effect } from "./port.ts";
import { VendorError } from "./port.ts";
import { type Allowance, allowanceOf, rateLimitWaitMs } from "./rate-limit.ts";
import { isErrorBody, meaningOf, wordsOf } from "./status.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One request, ready to be sent. */
export type Attempt = {
  vendor: string;
  method: Method;
  url: string;
  /** The call without ids' query, for the log: "PUT /orgs/o1/teams". */
  label: string;
  token: string;
  body: string | undefined;
  /** What may not come back in a reason: the token, values that were sent. */
  secrets: readonly string[];
  /** Statuses that are this operation's success. */
  expect: readonly number[];
  timeoutMs: number;
  bodyLimitBytes: number;
  signal: AbortSignal | undefined;
};

export type Answer = { status: number; json: unknown };

/** How a failed attempt may be followed: `limited` by the vendor, `refused` a connection, `transient`, `garbled` body, `final`. */
export type Failure = {
  kind: "limited" | "refused" | "transient" | "garbled" | "final";
  error: VendorError;
  waitMs?: number | undefined;
};
/** `allowance`: what the vendor's headers say of the calls that are left. */
export type Outcome = ({ answer: Answer } | { failure: Failure }) & { allowance?: Allowance | undefined };

/** Bytes of an error's body that are looked at. */
const ERROR_BODY_LIMIT = 64 * 1024;
/** Successes whose body means something. */
const WITH_BODY = new Set([200, 201]);

/** Sends one request and reads its whole answer within one timeout. Never throws: a failure says what may follow. */
export async function attemptOnce(attempt: Attempt): Promise<Outcome> {
  const timer = new AbortController();
  const timeout = setTimeout(() => timer.abort(), attempt.timeoutMs);
  const onAbort = () => timer.abort();
  attempt.signal?.addEventListener("abort", onAbort, { once: true });
  if (attempt.signal?.aborted) timer.abort();
  try {
    const response = await fetch(attempt.url, {
      method: attempt.method,
      headers: headersOf(attempt),
      redirect: "manual",
      cache: "no-store",
      signal: timer.signal,
      ...(attempt.body === undefined ? {} : { body: attempt.body }),
    });
    const allowance = allowanceOf(response.headers, Date.now());
    if (attempt.expect.includes(response.status)) return { ...(await success(attempt, response)), allowance };
    return { failure: await refusal(attempt, response), allowance };
  } catch (error) {
    return { failure: breakdown(attempt, error, timer.signal.aborted) };
  } finally {
    clearTimeout(timeout);
    attempt.signal?.removeEventListener("abort", onAbort);
  }
}

function headersOf(attempt: Attempt): Record<string, string> {
  const headers: Record<string, string> = {
    Accept: "application/json",
    Authorization: `Bearer ${attempt.token}`,
    "User-Agent": `rollcall/${packageJson.version}`,
  };
  if (attempt.body !== undefined) headers["Content-Type"] = "application/json";
  return headers;
}

async function success(attempt: Attempt, response: Response): Promise<Outcome> {
  const { status } = response;
  if (!WITH_BODY.has(status)) {
    await discard(response);
    return { answer: { status, json: undefined } };
  }
  const json = parseJson(await readBytes(response, attempt.bodyLimitBytes));
  if (!isErrorBody(json)) return { answer: { status, json } };
  const words = wordsOf(json, attempt.secrets);
  const error = new VendorError("VENDOR_BAD_ANSWER", {
    ...common(attempt, "unknown"),
    status,
    detail: `${attempt.label} answered ${status} with an error`,
    ...definedWords(words),
  });
  return { failure: { kind: "final", error } };
}

async function refusal(attempt: Attempt, response: Response): Promise<Failure> {
  const { status } = response;
  if (status === 429) {
    await discard(response);
    const waitMs = rateLimitWaitMs(response.headers, Date.now());
    return { kind: "limited", error: refusalError(attempt, status, {}), waitMs };
  }
  // The status stands, also when the error's own body is broken or never ends.
  const words = await readBytes(response, ERROR_BODY_LIMIT)
    .then((bytes) => wordsOf(parseJson(bytes), attempt.secrets))
    .catch(() => ({}));
  const { transient } = meaningOf(attempt.vendor, status, words);
  return { kind: transient ? "transient" : "final", error: refusalError(attempt, status, words) };
}

function refusalError(attempt: Attempt, status: number, words: ReturnType<typeof wordsOf>): VendorError {
  const meaning = meaningOf(attempt.vendor, status, words);
  return new VendorError(meaning.code, {
    ...common(attempt, meaning.writeEffect),
    status,
    detail: `${attempt.label} answered ${status}`,
    ...definedWords(words),
  });
}

function breakdown(attempt: Attempt, error: unknown, aborted: boolean): Failure {
  if (attempt.signal?.aborted) {
    return { kind: "final", error: plainError(attempt, "VENDOR_TIMEOUT", "unknown", "was cancelled") };
  }
  if (aborted) {
    const what = `gave no answer within ${attempt.timeoutMs} ms`;
    return { kind: "transient", error: plainError(attempt, "VENDOR_TIMEOUT", "unknown", what) };
  }
  if (error instanceof BadBodyError) {
    const kind = error.tooLarge ? "final" : "garbled";
    return { kind, error: plainError(attempt, "VENDOR_BAD_ANSWER", "unknown", `answered ${error.message}`) };
  }
  const code = networkCode(error);
  const effect = neverSent(code) ? "none" : "unknown";
  const kind = code === "ECONNREFUSED" ? "refused" : "transient";
  return {
    kind,
    error: plainError(attempt, "VENDOR_UNAVAILABLE", effect, `failed: ${code || "network error"}`),
  };
}

/** The cause is not kept: a network error can quote headers, and with them the token. */
function plainError(
  attempt: Attempt,
  code: "VENDOR_TIMEOUT" | "VENDOR_BAD_ANSWER" | "VENDOR_UNAVAILABLE",
  effect: Effect,
  what: string,
): VendorError {
  return new VendorError(code, { ...common(attempt, effect), detail: `${attempt.label} ${what}` });
}

const common = (attempt: Attempt, writeEffect: Effect) => ({
  vendor: attempt.vendor,
  effect: attempt.method === "GET" ? ("none" as const) : writeEffect,
});

function definedWords(words: ReturnType<typeof wordsOf>): { reason?: string; vendorCode?: string } {
  return {
    ...(words.reason === undefined ? {} : { reason: words.reason }),
    ...(words.vendorCode === undefined ? {} : { vendorCode: words.vendorCode }),
  };
}
