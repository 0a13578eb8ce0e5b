import "server-only";
import { type AppError, ERROR_CODES, type WireError } from "#lib/errors.ts";
import { logError } from "#lib/log.ts";

/** SQLite: busy, locked, read-only, I/O error, corrupt, full, cannot open. */
const SQLITE_TROUBLE = new Set([5, 6, 8, 10, 11, 13, 14]);
/** Postgres: connection lost, out of resources, operator intervention. */
const POSTGRES_TROUBLE = /^(08|53|57P)|^25006$|^ECONNREFUSED$|^ECONNRESET$/;

function isStoreTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  if (code === "ERR_SQLITE_ERROR") {
    return "errcode" in error && SQLITE_TROUBLE.has(Number(error.errcode) & 0xff);
  }
  return POSTGRES_TROUBLE.test(code);
}

/** By shape, not by class: what lives once a process may throw the class of another bundle. */
function isAppError(error: unknown): error is AppError {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return /^(App|Vendor)Error$/.test(error.name) && (ERROR_CODES as readonly unknown[]).includes(error.code);
}

const clip = (text: string): string => (text.length > 300 ? `${text.slice(0, 299)}…` : text);

/** What may cross the wire of an error. What is unknown is logged and becomes INTERNAL with the log's reference. */
export function toWireError(error: unknown, context: Record<string, unknown>): WireError {
  if (isAppError(error)) {
    return {
      code: error.code,
      ...(error.reason ? { reason: clip(error.reason) } : {}),
      ...(error.fields ? { fields: error.fields } : {}),
      ...(error.code === "INTERNAL" ? { reference: logError(error, context) } : {}),
    };
  }
  if (isStoreTrouble(error)) return { code: "STORE_UNAVAILABLE", reference: logError(error, context) };
  return { code: "INTERNAL", reference: logError(error, context) };
}
