import "server-only";
import { AppError } from "#lib/errors.ts";

/** The store cannot do its work. `reason` is one line that says why and what to do. */
export class StoreError extends AppError {
  constructor(reason: string, cause?: unknown) {
    super("STORE_UNAVAILABLE", { reason, detail: reason, cause });
    this.name = "StoreError";
    this.message = reason;
  }
}

type DriverError = { code?: unknown; errcode?: unknown };
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
  [/^(28...)$/, "Postgres refused the user name or password in DATABASE_URL."],
  [/^(3D000)$/, "Postgres has no database of the name that DATABASE_URL gives: create it first."],
  [/^(42501)$/, "Postgres does not let the user in DATABASE_URL write this database."],
  [/^(55P03|57014)$/, "The store is locked: another client of Postgres holds a lock for too long."],
  [
    /^(08...|57P0.|ECONNREFUSED|ECONNRESET|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT|EPIPE|ENOENT|EAI_AGAIN)$/,
    "Postgres cannot be reached at the address in DATABASE_URL.",
  ],
];

/** A driver's error as a `StoreError` where the store itself is the trouble; any other error as it is. */
export function storeErrorFrom(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const { code, errcode } = driverError(error);
  if (typeof errcode === "number") {
    const reason = SQLITE_REASONS[errcode & 0xff];
    return reason ? new StoreError(reason, error) : error;
  }
  if (typeof code === "string") {
    const reason = POSTGRES_REASONS.find(([pattern]) => pattern.test(code))?.[1];
    if (reason) return new StoreError(reason, error);
  }
  const unreachable =
    error instanceof Error && /^(Connection terminated|timeout exceeded)/.test(error.message);
  return unreachable
    ? new StoreError("Postgres cannot be reached at the address in DATABASE_URL.", error)
    : error;
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
