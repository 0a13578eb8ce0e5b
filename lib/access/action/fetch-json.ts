import { ERROR_CODES, type WireError } from "#lib/core/errors.ts";
import { confirmItsYou } from "./confirm-its-you.ts";
import { ActionFailure, noAnswer, unreachable } from "./failure.ts";

const CODE_OF_STATUS: Record<number, WireError["code"]> = {
  400: "INVALID_INPUT",
  401: "UNAUTHENTICATED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  429: "TOO_MANY_ATTEMPTS",
  503: "STORE_UNAVAILABLE",
};

function isWireError(value: unknown): value is WireError {
  if (typeof value !== "object" || value === null || !("code" in value)) return false;
  return (ERROR_CODES as readonly unknown[]).includes(value.code);
}

/** Reads one of Rollcall's GET routes. Throws `ActionFailure`; an aborted read throws the abort as it is. */
export const fetchJson = <T>(url: string, signal?: AbortSignal): Promise<T> => ask(url, {}, signal);

const posted = (asked: unknown): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(asked),
});

/** Asks one of the POST routes that answer a question and change nothing. Throws the same. */
export const postJson = <T>(url: string, asked: unknown, signal?: AbortSignal): Promise<T> =>
  ask(url, posted(asked), signal);

/**
 * Has a POST route do something. Throws `ActionFailure`: `isLost` where what came is no answer of Rollcall's, for it may have been
 * done. Where it asks for a proof, it is sent again once the person gave it.
 */
export async function commandJson<T>(url: string, asked: unknown): Promise<T> {
  const send = () => ask<T>(url, posted(asked), undefined, () => noAnswer(false));
  try {
    return await send();
  } catch (failure) {
    const isProofWanted = failure instanceof ActionFailure && failure.error.code === "STEP_UP_NEEDED";
    if (!isProofWanted || !(await confirmItsYou())) throw failure;
  }
  return send();
}

/** `lost`: what is thrown where something else came than an answer of Rollcall's; for a reading, its status says what it was. */
async function ask<T>(
  url: string,
  init: RequestInit,
  signal: AbortSignal | undefined,
  lost?: () => ActionFailure,
): Promise<T> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(url, {
      ...init,
      headers: { ...init.headers, accept: "application/json" },
      cache: "no-store",
      ...(signal ? { signal } : {}),
    });
    body = await response.json().catch((error: unknown) => {
      if (signal?.aborted) throw error;
      return undefined;
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw lost?.() ?? unreachable();
  }
  if (response.ok && body !== undefined) return body as T;
  if (isWireError(body)) throw new ActionFailure(body);
  throw lost?.() ?? new ActionFailure({ code: CODE_OF_STATUS[response.status] ?? "INTERNAL" });
}
