import type { IncomingMessage } from "node:http";
import { log } from "#lib/core/log.ts";

const EVERY_MS = 60_000;
const hint = { saidAt: Number.NEGATIVE_INFINITY };

/**
 * Behind a proxy that passes another host, each form is refused. Where nobody said which origin people use, the log says
 * what to set, once a minute at most.
 */
export function hintAtOrigin({ method, headers }: IncomingMessage, ownUrl: string | undefined): void {
  const { origin, "x-forwarded-host": host } = headers;
  if (ownUrl !== undefined || method !== "POST" || !origin || !URL.canParse(origin)) return;
  if (new URL(origin).host === host || performance.now() - hint.saidAt < EVERY_MS) return;
  hint.saidAt = performance.now();
  log.warn(
    { origin: origin.slice(0, 200), host },
    "A form was refused: its page has another origin than the host that was asked for. If people open Rollcall there, set ROLLCALL_URL to that origin (docs/proxies.md)",
  );
}
