import "server-only";
import { AppError } from "#lib/core/errors.ts";
import { log } from "#lib/core/log.ts";
import { seldom } from "#lib/core/log-seldom.ts";

/**
 * Logs what a page or route threw under `reference`, the digest that its error page shows. The route is the pattern
 * (`/join/[token]`): an address may hold what must not be in a log.
 */
export function logRequestError(error: unknown, route: string): void {
  const err = error instanceof Error ? error : new Error(String(error));
  const reference = (err as { digest?: unknown }).digest;
  const code = err instanceof AppError ? err.code : undefined;
  // The digest is made of the error itself, so the one line of this minute has it too.
  if (code === "STORE_UNAVAILABLE" && !seldom(`${route} ${String(reference)}`, "").isDue) return;
  log.error({ route, reference, code, err }, "a page or route failed");
}
