import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";
import { counters, operationOf } from "#lib/core/count.ts";
import type { Answer, Failure, Method, Outcome } from "./attempt.ts";
import { attemptOnce } from "./attempt.ts";
import type { CallOptions, VendorAccess } from "./port.ts";
import { VendorError } from "./port.ts";
import { forgetIdleQueue, queueOf } from "./queue.ts";
import { vendorUrl } from "./segments.ts";
import { checkTokenShape } from "./token-shape.ts";

/** Times in milliseconds. The defaults are the product's; tests make them small. */
export type Tuning = {
  timeoutMs: number;
  bodyLimitBytes: number;
  /** Pauses before the second, third, … try. */
  backoffsMs: readonly number[];
  /** First pause after a 429 without usable headers. */
  rateLimitBaseMs: number;
  /** Times that one call is sent while the vendor says 429. */
  rateLimitTries: number;
  random: () => number;
};

const DEFAULT_TUNING: Tuning = {
  timeoutMs: 15_000,
  bodyLimitBytes: 16 * 1024 * 1024,
  backoffsMs: [200, 600, 1800],
  rateLimitBaseMs: 1000,
  rateLimitTries: 6,
  random: Math.random,
};

/** How a vendor is reached: the base URL comes from the environment alone, never from a form. */
export type VendorOptions = { baseUrl: string; tuning?: Partial<Tuning> };

export type Request = CallOptions & {
  method: Method;
  /** Raw segments below the base URL: they are encoded here. */
  path: readonly string[];
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: Readonly<Record<string, unknown>>;
  /** Values in the body that must never come back in a reason. */
  secretValues?: readonly string[];
  /** Statuses that are this operation's success. */
  expect: readonly number[];
};

/** A vendor opened with one token: every call goes through its connection's queue. */
export type Caller = {
  /** Sends a call and returns its status and JSON (undefined where the status has no body). Throws VendorError. */
  send(request: Request): Promise<Answer>;
  /** Sends a call and parses its JSON. A body of another shape is VENDOR_BAD_ANSWER. */
  fetch<T>(request: Request, schema: z.ZodType<T>): Promise<T>;
};

/** Opens a vendor. Throws AppError INVALID_INPUT when the token cannot be one. */
export function createCaller(vendor: string, options: VendorOptions, access: VendorAccess): Caller {
  checkTokenShape(access.token);
  const tuning = { ...DEFAULT_TUNING, ...options.tuning };
  const send = (request: Request) => sendQueued(vendor, options.baseUrl, tuning, access, request);
  return {
    send,
    async fetch(request, schema) {
      const { status, json } = await send(request);
      const parsed = schema.safeParse(json);
      if (parsed.success) return parsed.data;
      const where = parsed.error.issues[0]?.path.join(".") ?? "";
      throw new VendorError("VENDOR_BAD_ANSWER", {
        vendor,
        status,
        effect: request.method === "GET" ? "none" : "unknown",
        detail: `${labelOf(request)} answered an unknown shape at "${where}"`,
      });
    },
  };
}

async function sendQueued(
  vendor: string,
  baseUrl: string,
  tuning: Tuning,
  access: VendorAccess,
  request: Request,
): Promise<Answer> {
  const url = vendorUrl(vendor, baseUrl, request.path, request.query);
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const attempt = {
    vendor,
    method: request.method,
    url,
    label: labelOf(request),
    token: access.token,
    body,
    secrets: [access.token, ...(request.secretValues ?? [])],
    expect: request.expect,
    timeoutMs: tuning.timeoutMs,
    bodyLimitBytes: tuning.bodyLimitBytes,
    signal: request.signal,
  };
  const queue = queueOf(access.queueKey);
  const ticket = queue.ticket();
  const tries = { all: 0, limited: 0, garbled: 0 };
  try {
    for (;;) {
      const slot = await queue.acquire(ticket, request.signal).catch(() => {
        throw cancelled(vendor, attempt.label);
      });
      let failure: Failure;
      try {
        if (request.method !== "GET") await access.beforeWrite?.();
        const startedMs = performance.now();
        const outcome = await attemptOnce(attempt);
        const seconds = (performance.now() - startedMs) / 1000;
        counters()?.vendorCall(
          vendor,
          operationOf(request.method, request.path),
          outcomeOf(outcome),
          seconds,
        );
        if ("failure" in outcome && outcome.failure.kind === "limited") {
          queue.rateLimited(slot, outcome.failure.waitMs, tuning.rateLimitBaseMs, tuning.random);
        } else {
          queue.answered(slot);
          if (outcome.allowance) queue.allowed(outcome.allowance);
        }
        if ("answer" in outcome) return outcome.answer;
        failure = outcome.failure;
      } finally {
        slot.release();
      }
      const pauseMs = nextPause(failure, request.method, tries, tuning);
      if (pauseMs === undefined) throw failure.error;
      await sleep(pauseMs, undefined, request.signal ? { signal: request.signal } : {}).catch(() => {
        throw failure.error;
      });
    }
  } finally {
    queue.close();
    forgetIdleQueue(access.queueKey);
  }
}

/** How long to wait before the call is sent again, in milliseconds; undefined when it must not be. */
function nextPause(
  failure: Failure,
  method: Method,
  tries: { all: number; limited: number; garbled: number },
  tuning: Tuning,
): number | undefined {
  if (failure.kind === "final") return undefined;
  if (failure.kind === "limited") {
    tries.limited += 1;
    // The queue itself waits.
    return tries.limited < tuning.rateLimitTries ? 0 : undefined;
  }
  // A write whose answer was lost may have been carried out: only a refused connection is proof that it was not.
  if (method !== "GET" && failure.kind !== "refused") return undefined;
  if (failure.kind === "garbled") {
    tries.garbled += 1;
    if (tries.garbled > 1) return undefined;
  }
  const base = tuning.backoffsMs[tries.all];
  tries.all += 1;
  return base === undefined ? undefined : base * (0.75 + tuning.random() / 2);
}

/** Cancelled while it waited for its turn: no request of this try was sent. */
const cancelled = (vendor: string, label: string): VendorError =>
  new VendorError("VENDOR_TIMEOUT", {
    vendor,
    effect: "none",
    detail: `${label} was cancelled before it was sent`,
  });

/** "ok", or the code of what went wrong. */
const outcomeOf = (outcome: Outcome): string =>
  "answer" in outcome ? "ok" : outcome.failure.error.code.replace(/^VENDOR_/, "").toLowerCase();

// Without the query: a search text can be somebody's address.
const labelOf = (request: Request): string => `${request.method} /${request.path.join("/")}`;
