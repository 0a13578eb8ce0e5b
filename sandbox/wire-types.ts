import type { Vendor } from "./types.ts";

export interface Fault {
  /** "*", "paperspace *", "GET *", "paperspace PATCH /teams/:id/secrets/:name". */
  route: string;
  /** How many calls it hits, for ever where left out. */
  times?: number;
  /** How many matching calls pass before. */
  skip?: number;
  latencyMs?: number;
  status?: number;
  headers?: Record<string, string>;
  /** The raw body: text, bytes as base64, or this many bytes of filler. */
  body?: string | { bytes: number } | { base64: string };
  /**
   * Whether the call takes effect all the same. Default: yes, unless the status is 400 or more, or the fault is a
   * rate limit, a hang or a drop "before".
   */
  applied?: boolean;
  /** Connection reset: before the call is applied, or after it, its answer lost. */
  drop?: "before" | "after";
  /** So many bytes of the body, then a reset. */
  partial?: number;
  /** Never answers. */
  hang?: boolean;
  /** Milliseconds for each byte of the body. */
  trickle?: number;
  cursor?: "repeat" | "cycle" | "emptyPage" | "noNext" | "duplicateItem" | "oversizedPage";
  rateLimit?: RateLimit;
  transform?: "missingFields" | "wrongTypes" | "unknownEnums" | "badDates" | "nulls";
  /** Which items a transform touches: all (default) or the first of each list. */
  rows?: "all" | "first";
}

export interface RateLimit {
  /** Verbatim `Retry-After`; "date" is an HTTP date `seconds` ahead. */
  retryAfter?: number | string;
  /** `X-RateLimit-Reset`: epoch seconds, epoch milliseconds, one minute ago, a year ahead, or no such header. */
  reset?: "seconds" | "ms" | "past" | "far" | "absent";
  /** How far ahead the reset and the date are. Default 1. */
  seconds?: number;
  limit?: number;
}

/** One call that reached a vendor's half. */
export interface Call {
  vendor: Vendor;
  method: string;
  /** Without the vendor's base, as sent: "/teams/t1/secrets". */
  path: string;
  /** The operation, such as "GET /teams/:id/secrets", or "unknown". */
  route: string;
  query: Record<string, string>;
  contentType: string | null;
  /** Authorization is masked. */
  headers: Record<string, string>;
  /** Parsed JSON, else the text; null without a body. */
  body: unknown;
  /** 0 where the connection was cut or never answered. */
  status: number;
  at: string;
  durationMs: number;
  /** Calls of this token in flight when it arrived, itself included. */
  concurrent: number;
}

export interface Violation {
  at: string;
  vendor: Vendor;
  method: string;
  path: string;
  message: string;
}
