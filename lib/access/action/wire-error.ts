import "server-only";
import { type AppError, ERROR_CODES, type WireError } from "#lib/core/errors.ts";
import { logError } from "#lib/core/log.ts";
import { storeErrorFrom } from "#lib/store/db/errors.ts";

/** By shape, not by class: what lives once a process may throw the class of another bundle. */
const isAppError = (error: unknown): error is AppError =>
  error instanceof Error && "code" in error && (ERROR_CODES as readonly unknown[]).includes(error.code);

const clip = (text: string): string => (text.length > 300 ? `${text.slice(0, 299)}…` : text);

/** Ours to mend, so the log has what stands behind them under a reference that the browser shows. */
const isLogged = (error: AppError): boolean =>
  error.code === "INTERNAL" || error.code === "STORE_UNAVAILABLE";

/** What may cross the wire of an error. What is unknown is logged and becomes INTERNAL with the log's reference. */
export function toWireError(thrown: unknown, context: Record<string, unknown>): WireError {
  const error = storeErrorFrom(thrown);
  if (!isAppError(error)) return { code: "INTERNAL", reference: logError(error, context) };
  return {
    code: error.code,
    ...(error.reason ? { reason: clip(error.reason) } : {}),
    ...(error.fields ? { fields: error.fields } : {}),
    ...(isLogged(error) ? { reference: logError(error, context) } : {}),
  };
}
