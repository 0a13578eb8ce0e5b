import "server-only";
import { pino } from "pino";
import { env } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import { seldom } from "#lib/core/log-seldom.ts";
import { perProcess } from "#lib/core/per-process.ts";

const HIDDEN = "[hidden]";
const SECRET_FIELD =
  /^(.*[_-])?(token|password|passwd|authorization|cookie|cookies|value|values|apikey|api[_-]key|plaintext|credentials?)$|^sealed|(Token|Password|Value|ApiKey|Cookie)$/i;
const TOKEN_IN_TEXT = /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi;
/** Rollcall's own API tokens, whatever they stand in. */
const OWN_TOKEN = /rcl_[0-9A-Za-z]{20,}/g;
const CREDENTIALS_IN_URL = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi;

/** Values that must not appear in any line: tokens and secret values in use. Each counted, for two may hold one. */
const hiddenValues = () => perProcess("hidden-values", () => new Map<string, number>());

/**
 * Keeps a value out of every log line from now on; call what it returns when the value is no longer held.
 * Values under six characters are not searched for: they would blot out ordinary words.
 */
export function hideValue(value: string): () => void {
  if (value.length < 6) return () => {};
  const values = hiddenValues();
  const forms = [
    ...new Set([value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value.toWellFormed())]),
  ];
  for (const form of forms) values.set(form, (values.get(form) ?? 0) + 1);
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    for (const form of forms) {
      const count = (values.get(form) ?? 1) - 1;
      if (count > 0) values.set(form, count);
      else values.delete(form);
    }
  };
}

/** A text without hidden values, bearer and API tokens and credentials in addresses. */
export function redactText(text: string): string {
  let clean = text
    .replace(TOKEN_IN_TEXT, `$1 ${HIDDEN}`)
    .replace(CREDENTIALS_IN_URL, `$1${HIDDEN}@`)
    .replace(OWN_TOKEN, HIDDEN);
  for (const value of hiddenValues().keys()) clean = clean.replaceAll(value, HIDDEN);
  return clean;
}

function describeError(error: Error, depth: number): Record<string, unknown> {
  const code = error instanceof AppError ? error.code : (error as { code?: unknown }).code;
  return {
    name: error.name,
    message: error.message,
    ...(typeof code === "string" ? { code } : {}),
    ...(error instanceof AppError && error.reason ? { reason: error.reason } : {}),
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: scrub(error.cause, depth + 1) }),
  };
}

/** Names nothing it was not given: fields of an error other than these (a driver's row values) stay out. */
function scrub(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return value.length > 4_000 ? `${value.slice(0, 4_000)}…` : value;
  if (value === null || typeof value !== "object") return typeof value === "bigint" ? `${value}` : value;
  if (depth > 5) return "[…]";
  if (value instanceof Error) return describeError(value, depth);
  if (value instanceof Date) return value.toJSON();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => scrub(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      SECRET_FIELD.test(key) ? HIDDEN : scrub(item, depth + 1),
    ]),
  );
}

/** Writes finished lines with what must not be seen taken out. For the logger, and for tests of it. */
export function makeLogger(level: string, write: (line: string) => void) {
  return pino(
    {
      level,
      base: {},
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => scrub(fields) as Record<string, unknown>,
      },
      serializers: { err: (err) => err },
    },
    { write: (line: string) => write(redactText(line)) },
  );
}

export type Logger = ReturnType<typeof makeLogger>;

const processLogger = (): Logger =>
  perProcess("log", () => makeLogger(env().ROLLCALL_LOG_LEVEL, (line) => process.stdout.write(line)));

/** The log: JSON lines on standard output, redacted. `log.info({ connectionId }, "Synced")`. */
export const log: Pick<Logger, "trace" | "debug" | "info" | "warn" | "error" | "fatal"> = {
  trace: (...line: Parameters<Logger["trace"]>) => processLogger().trace(...line),
  debug: (...line: Parameters<Logger["debug"]>) => processLogger().debug(...line),
  info: (...line: Parameters<Logger["info"]>) => processLogger().info(...line),
  warn: (...line: Parameters<Logger["warn"]>) => processLogger().warn(...line),
  error: (...line: Parameters<Logger["error"]>) => processLogger().error(...line),
  fatal: (...line: Parameters<Logger["fatal"]>) => processLogger().fatal(...line),
};

/** A store that is away fails every loop and request at once: one line a minute says it for each of them. */
const isOutage = (error: Error): boolean => "code" in error && error.code === "STORE_UNAVAILABLE";

const sourceOf = (context: Record<string, unknown>): string =>
  String(context.at ?? context.route ?? context.action ?? context.path ?? "");

/**
 * Logs an error with what was being done, and returns the reference id that goes to the browser with `INTERNAL`. While the
 * store is away a source has one line a minute, and the reference is that line's.
 */
export function logError(error: unknown, context: Record<string, unknown> = {}): string {
  const err = error instanceof Error ? error : new Error(String(error));
  const fresh = newId();
  if (!isOutage(err)) {
    log.error({ ...context, reference: fresh, err }, err.message);
    return fresh;
  }
  const { isDue, reference, left } = seldom(`${sourceOf(context)} ${err.message}`, fresh);
  if (isDue) log.error({ ...context, reference, ...(left > 0 ? { leftOut: left } : {}), err }, err.message);
  return reference;
}

/** A warning about what goes on without it, at most one a minute for each sentence. */
export function warnSeldom(error: unknown, message: string): void {
  const { isDue, left } = seldom(message, "");
  if (isDue) log.warn({ err: error, ...(left > 0 ? { leftOut: left } : {}) }, message);
}
