import "server-only";
import { PostgresDialect, type PostgresPool, type PostgresPoolClient } from "kysely";
import pg from "pg";
import { warnSeldom } from "#lib/core/log.ts";
import { postgresErrorFrom } from "./errors.ts";

const INT8 = 20;
const NUMERIC = 1700;

/** Counts and sums arrive as numbers, as they do from SQLite. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === INT8 || oid === NUMERIC
      ? (text: string) => Number(text)
      : pg.types.getTypeParser(oid, format as "text")) as pg.CustomTypesConfig["getTypeParser"],
};

const STATEMENT_TIMEOUT = "statement_timeout = 30000";
/**
 * A process that hangs inside a transaction must not hold everybody's locks. Said with each transaction: a pooler gives every
 * one of them another connection.
 */
const BEGIN = `begin; set local ${STATEMENT_TIMEOUT}; set local idle_in_transaction_session_timeout = 30000`;

const mapped = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw postgresErrorFrom(error);
  }
};

function guardedClient(client: pg.PoolClient): PostgresPoolClient {
  return {
    // Kysely's other overload takes a cursor, which needs a package of its own that nothing here uses.
    query: ((text: string, values: unknown[]): Promise<unknown> =>
      mapped(() =>
        client.query(text === "begin" ? BEGIN : text, values),
      )) as unknown as PostgresPoolClient["query"],
    release: (destroy) => client.release(destroy),
  };
}

/** Kysely's dialect over a pool of connections to one Postgres database. */
export function postgresDialect(connectionString: string): PostgresDialect {
  const pool = new pg.Pool({
    connectionString,
    types,
    max: 10,
    application_name: "rollcall",
    connectionTimeoutMillis: 5_000,
    // Not among the parameters of the start: a pooler such as PgBouncer refuses those.
    onConnect: (client) => client.query(`set ${STATEMENT_TIMEOUT}`),
  });
  // A connection may be lost at rest, which the pool tells, or while somebody has it, which it tells itself.
  const noteLoss = (error: Error): void => warnSeldom(error, "A Postgres connection was lost");
  pool.on("error", noteLoss);
  pool.on("connect", (client) => client.on("error", noteLoss));
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  const guardedPool: PostgresPool = {
    options: {},
    end: () => pool.end(),
    connect: async () => {
      const client = await mapped(() => pool.connect());
      const known = clients.get(client) ?? guardedClient(client);
      clients.set(client, known);
      return known;
    },
  };
  return new PostgresDialect({ pool: guardedPool });
}
