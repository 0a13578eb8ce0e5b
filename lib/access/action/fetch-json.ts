import { isErrorCode } from "#lib/core/error-words.ts";
import type { WireError } from "#lib/core/errors.ts";
import { ActionFailure, unreachable } from "./failure.ts";

const CODE_OF_STATUS: Record<number, WireError["code"]> = {
  400: "INVALID_INPUT",
  401: "UNAUTHENTICATED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  429: "TOO_MANY_ATTEMPTS",
  503: "STORE_UNAVAILABLE",
};

/** Whether what came is a failure as Rollcall says it. */
export const isWireError = (value: unknown): value is WireError =>
  typeof value === "object" && value !== null && "code" in value && isErrorCode(value.code);

/** Reads one of Rollcall's GET routes. Throws `ActionFailure`; an aborted read throws the abort as it is. */
export const fetchJson = <T>(url: string, signal?: AbortSignal): Promise<T> => ask(url, {}, signal);

/** Asks one of the POST routes that answer a question and change nothing. Throws the same. */
export const postJson = <T>(url: string, asked: unknown, signal?: AbortSignal): Promise<T> =>
  ask(
    url,
    { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(asked) },
    signal,
  );

async function ask<T>(url: string, init: RequestInit, signal: AbortSignal | undefined): Promise<T> {
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
    throw unreachable();
  }
  if (response.ok && body !== undefined) return body as T;
  throw new ActionFailure(isWireError(body) ? body : { code: CODE_OF_STATUS[response.status] ?? "INTERNAL" });
}
