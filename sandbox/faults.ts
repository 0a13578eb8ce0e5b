import type { Answer, Exchange } from "./exchange.ts";
import { CODES } from "./paperspace-views.ts";
import type { Fault, RateLimit } from "./types.ts";

const onlyWaits = (fault: Fault): boolean => {
  const { route: _route, times: _times, skip: _skip, latencyMs: _latency, ...rest } = fault;
  return Object.keys(rest).length === 0;
};

/** Whether "paperspace PATCH /teams/:id/secrets/:name" means this call; ":x", "{x}" and "*" stand for any segment. */
export const matches = (pattern: string, call: Exchange): boolean => {
  const words = pattern.trim().split(/\s+/);
  if (words[0] === "paperspace" || words[0] === "gitbook") {
    if (words.shift() !== call.vendor) return false;
  }
  const first = words[0];
  if (first !== undefined && /^[A-Z]+$/.test(first)) {
    if (first !== call.method) return false;
    words.shift();
  }
  const path = words.at(-1);
  if (path === undefined || path === "*") return true;
  const parts = path.split("/").slice(1);
  const open = parts.at(-1) === "**";
  if (open) parts.pop();
  if (open ? call.segments.length < parts.length : call.segments.length !== parts.length) return false;
  return parts.every((part, index) => /^(:|\{|\*$)/.test(part) || part === call.segments[index]);
};

/** A fault with what is left of it. */
export interface ArmedFault {
  fault: Fault;
  skip: number;
  times: number;
}

export const arm = (faults: readonly Fault[]): ArmedFault[] =>
  faults.map((fault) => ({ fault, skip: fault.skip ?? 0, times: fault.times ?? Number.POSITIVE_INFINITY }));

/** Spends what hits this call: every latency, and the first fault that does more. */
export const takeFaults = (
  armed: readonly ArmedFault[],
  call: Exchange,
): { fault: Fault | undefined; latencyMs: number } => {
  let fault: Fault | undefined;
  let latencyMs = 0;
  for (const one of armed) {
    if (one.times <= 0 || !matches(one.fault.route, call)) continue;
    if (fault !== undefined && !onlyWaits(one.fault)) continue;
    if (one.skip > 0) {
      one.skip -= 1;
      continue;
    }
    one.times -= 1;
    latencyMs += one.fault.latencyMs ?? 0;
    if (!onlyWaits(one.fault)) fault = one.fault;
  }
  return { fault, latencyMs };
};

/** Whether the call takes effect in spite of the fault. */
export const isApplied = (fault: Fault | undefined): boolean =>
  fault === undefined ||
  (fault.applied ??
    !(fault.drop === "before" || fault.hang || fault.rateLimit !== undefined || (fault.status ?? 0) >= 400));

const DAY_S = 86_400;

const rateLimitAnswer = (call: Exchange, limit: RateLimit): Answer => {
  const seconds = limit.seconds ?? 1;
  const now = Math.floor(Date.now() / 1000);
  const resets = {
    seconds: now + seconds,
    ms: (now + seconds) * 1000,
    past: now - 60,
    far: now + 365 * DAY_S,
  };
  const reset = limit.reset ?? (call.vendor === "gitbook" ? "seconds" : "absent");
  const headers: Record<string, string> = {};
  if (limit.retryAfter !== undefined)
    headers["retry-after"] =
      limit.retryAfter === "date"
        ? new Date(Date.now() + seconds * 1000).toUTCString()
        : String(limit.retryAfter);
  if (reset !== "absent") {
    headers["x-ratelimit-limit"] = String(limit.limit ?? 100);
    headers["x-ratelimit-remaining"] = "0";
    headers["x-ratelimit-reset"] = String(resets[reset]);
  }
  return { status: 429, headers };
};

/** GitBook's documented 429 body is not JSON. */
const RATE_LIMIT_BODY = {
  paperspace: '{"code":"TOO_MANY_REQUESTS","message":"Too many requests"}',
  gitbook: '{ "error": { code: 429, message: "API rate limit exceeded" }',
};

const ERROR_BODY = {
  paperspace: (status: number) =>
    JSON.stringify({ code: CODES[status] ?? "INTERNAL_SERVER_ERROR", message: `Made-up ${status}` }),
  gitbook: (status: number) => JSON.stringify({ error: { code: status, message: `Made-up ${status}` } }),
};

/** What goes over the wire: bytes, or so many bytes of filler. */
export interface Outgoing {
  status: number;
  headers: Record<string, string>;
  body: Buffer | number;
}

const noBody = new Set([202, 204, 205]);

const rawBody = (body: NonNullable<Fault["body"]>): Buffer | number =>
  typeof body === "string"
    ? Buffer.from(body)
    : "bytes" in body
      ? body.bytes
      : Buffer.from(body.base64, "base64");

/** The answer as the fault leaves it. `answer` is undefined where the call was not applied. */
export const outgoing = (call: Exchange, answer: Answer | undefined): Outgoing => {
  const fault = call.fault;
  const limited = fault?.rateLimit === undefined ? undefined : rateLimitAnswer(call, fault.rateLimit);
  const status = fault?.status ?? limited?.status ?? answer?.status ?? 500;
  const headers: Record<string, string> = { ...answer?.headers, ...limited?.headers };
  let body: Buffer | number;
  if (fault?.body !== undefined) body = rawBody(fault.body);
  else if (status === 429) body = Buffer.from(RATE_LIMIT_BODY[call.vendor]);
  else if (answer === undefined || (fault?.status ?? 0) >= 400)
    body = Buffer.from(ERROR_BODY[call.vendor](status));
  else if (answer.body === undefined || noBody.has(status)) body = Buffer.alloc(0);
  else body = Buffer.from(JSON.stringify(transformed(answer.body, fault)));
  if (body !== 0 && (typeof body === "number" || body.length > 0))
    headers["content-type"] = "application/json; charset=utf-8";
  for (const [name, value] of Object.entries(fault?.headers ?? {})) headers[name.toLowerCase()] = value;
  return { status, headers, body };
};

const transformed = (body: unknown, fault: Fault | undefined): unknown => {
  const kind = fault?.transform;
  if (kind === undefined || body === null || typeof body !== "object") return body;
  if (!("items" in body) || !Array.isArray(body.items)) return change(body, kind);
  const last = fault?.rows === "first" ? 1 : body.items.length;
  return {
    ...body,
    items: body.items.map((item: unknown, index) => (index < last ? change(item, kind) : item)),
  };
};

const KEPT = new Set(["id", "name"]);

const change = (value: unknown, kind: NonNullable<Fault["transform"]>): unknown => {
  if (Array.isArray(value)) return value.map((item) => change(item, kind));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]) => {
      if (field !== null && typeof field === "object") return [[key, change(field, kind)]];
      if (KEPT.has(key)) return [[key, field]];
      const [changed] = changeLeaf(key, field, kind);
      return changed === MISSING ? [] : [[key, changed]];
    }),
  );
};

const MISSING = Symbol("missing");

const changeLeaf = (key: string, field: unknown, kind: NonNullable<Fault["transform"]>): [unknown] => {
  switch (kind) {
    case "missingFields":
      return [MISSING];
    case "nulls":
      return [null];
    case "wrongTypes":
      return [
        typeof field === "string" ? 42 : typeof field === "number" ? "seven" : field === null ? [] : "yes",
      ];
    case "unknownEnums":
      return [["role", "object", "type", "plan"].includes(key) ? "superintendent" : field];
    case "badDates":
      return [/^dt|At$|^lastActive$/.test(key) ? "the day before yesterday" : field];
  }
};
