import type { Answer, Exchange } from "./exchange.ts";
import type { TokenLog } from "./world.ts";

/** Counts a call against its tenant's limit: the headers that its answer carries, and whether it is one too many. */
export const countAgainstLimit = (
  log: TokenLog,
  call: Exchange,
): { headers: Record<string, string>; refused: Answer | undefined } => {
  const limit = call.grant?.tenant.settings.rateLimit ?? null;
  if (limit === null) return { headers: {}, refused: undefined };
  const now = Date.now();
  if (now >= log.window.endsAt) log.window = { endsAt: now + limit.windowMs, used: 0 };
  log.window.used += 1;
  const headers = {
    "x-ratelimit-limit": String(limit.calls),
    "x-ratelimit-remaining": String(Math.max(limit.calls - log.window.used, 0)),
    "x-ratelimit-reset": String(Math.ceil(log.window.endsAt / 1000)),
  };
  return { headers, refused: log.window.used > limit.calls ? { status: 429 } : undefined };
};
