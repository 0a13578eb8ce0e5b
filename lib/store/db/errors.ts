import "server-only";
import { AppError } from "#lib/core/errors.ts";

/** The store cannot do its work. `reason` is one line that says why and what to do. */
export class StoreError extends AppError {
  constructor(reason: string, cause?: unknown) {
    super("STORE_UNAVAILABLE", { reason, detail: reason, cause });
    this.name = "StoreError";
    this.message = reason;
  }
}

type DriverError = { code?: unknown; errcode?: unknown; syscall?: unknown };
const driverError = (error: unknown): DriverError =>
  typeof error === "object" && error !== null ? (error as DriverError) : {};

const SQLITE_REASONS: Record<number, string> = {
  5: "The store is locked by another process: stop the other program that has the file open.",
  6: "The store is locked by another process: stop the other program that has the file open.",
  8: "The store is read-only: make the data folder and its files writable for this user.",
  10: "The store cannot be read or written: the disk answered with an error.",
  11: "The store is damaged: restore the database file from a backup.",
  13: "The store is full: free some space on the disk of the data folder.",
  14: "The store cannot be opened: check that the data folder exists and is writable for this user.",
  23: "The store refused access: check the permissions of the data folder.",
  26: "The store is damaged or not a Rollcall database: restore the database file from a backup.",
};

const POSTGRES_REASONS: [RegExp, string][] = [
  [/^(25006)$/, "The store is read-only: DATABASE_URL must name a Postgres server that takes writes."],
  [/^(53100)$/, "The store is full: free some space on the Postgres server's disk."],
  [/^(53300)$/, "Postgres has no free connection: raise max_connections or stop other clients."],
  [/^(XX001|XX002)$/, "The store is damaged: restore the Postgres database from a backup."],
  [/^(28P01)$/, "Postgres refused the user name or password in DATABASE_URL."],
  [
    /^(28000)$/,
    "Postgres does not let the user in DATABASE_URL connect from this machine: see pg_hba.conf on its server.",
  ],
  [/^(3D000)$/, "Postgres has no database of the name that DATABASE_URL gives: create it first."],
  [/^(42501)$/, "Postgres does not let the user in DATABASE_URL write this database."],
  [/^(55P03|57014)$/, "The store is locked: another client of Postgres holds a lock for too long."],
  [
    /^(08(?!P01)...|57P0.|ECONNREFUSED|ECONNRESET|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT|EPIPE|ENOENT|EAI_AGAIN)$/,
    "Postgres cannot be reached at the address in DATABASE_URL.",
  ],
];

const CERTIFICATE =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/;

/** What only the words of the driver, of Postgres or of a pooler tell apart; the first that fits. */
const BY_WORDS: [RegExp, string][] = [
  [
    /no encryption|SSL off|SSL required|requires SSL/i,
    "Postgres takes encrypted connections only: add sslmode=verify-full to DATABASE_URL.",
  ],
  [
    /does not support SSL/i,
    "Postgres has no encryption to offer, and DATABASE_URL asks for it: switch ssl on there, or leave sslmode away.",
  ],
  [
    /password must be a (non-empty )?string|no password supplied/i,
    "Postgres asks for a password, and DATABASE_URL has none.",
  ],
  [
    /no such user|password authentication failed|authentication failed/i,
    "Postgres refused the user name or password in DATABASE_URL.",
  ],
  [/no such database/i, "Postgres has no database of the name that DATABASE_URL gives: create it first."],
  [
    /unsupported startup parameter/i,
    "The pooler before Postgres refuses a setting in DATABASE_URL: leave away what it does not know (options=).",
  ],
  [/query_wait_timeout|no more connections/i, "The pooler before Postgres has no free connection."],
  [
    /^(Connection terminated|timeout exceeded|Client has encountered a connection error|Client was closed)/,
    "Postgres cannot be reached at the address in DATABASE_URL.",
  ],
];

function connectReason(error: Error & DriverError): string | undefined {
  const { code, syscall, message } = error;
  if (syscall === "open")
    return "A certificate file that DATABASE_URL names (sslrootcert, sslcert, sslkey) cannot be read.";
  if (typeof code === "string" && CERTIFICATE.test(code))
    return "Postgres' certificate is signed by an authority that this machine does not know: add sslrootcert=/path/to/ca.pem to DATABASE_URL.";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return "Postgres' certificate is for another host name than the one in DATABASE_URL.";
  if (code === "CERT_HAS_EXPIRED") return "Postgres' certificate has expired: renew it on its server.";
  if (code !== undefined && code !== "28000" && code !== "08P01") return undefined;
  const told = BY_WORDS.find(([pattern]) => pattern.test(message))?.[1];
  if (told || code !== "08P01") return told;
  return "Postgres, or the pooler before it, refused the connection: its log says why.";
}

/** An error of Postgres' driver, while connecting or later, as a `StoreError` where the store is the trouble. */
export function postgresErrorFrom(error: unknown): unknown {
  const reason = error instanceof Error && !(error instanceof AppError) ? connectReason(error) : undefined;
  return reason ? new StoreError(reason, error) : storeErrorFrom(error);
}

/** A driver's error as a `StoreError` where the store itself is the trouble; any other error as it is. */
export function storeErrorFrom(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const { code, errcode } = driverError(error);
  if (typeof errcode === "number") {
    const reason = SQLITE_REASONS[errcode & 0xff];
    return reason ? new StoreError(reason, error) : error;
  }
  if (typeof code !== "string") return error;
  const reason = POSTGRES_REASONS.find(([pattern]) => pattern.test(code))?.[1];
  return reason ? new StoreError(reason, error) : error;
}

/** Whether a write was refused because a row with the same key exists. */
export function isUniqueViolation(error: unknown): boolean {
  const { code, errcode } = driverError(error);
  return errcode === 2067 || errcode === 1555 || code === "23505";
}

/** Whether a write was refused because the row it belongs to is gone. */
export function isForeignKeyViolation(error: unknown): boolean {
  const { code, errcode } = driverError(error);
  return errcode === 787 || code === "23503";
}

/** Whether Postgres gave a transaction up in favour of another one, so that it may be run again. */
export function isSerializationFailure(error: unknown): boolean {
  const { code } = driverError(error);
  return code === "40P01" || code === "40001";
}
