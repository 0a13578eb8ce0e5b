import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Kysely } from "kysely";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { perProcess } from "#lib/core/per-process.ts";
import type { Db } from "./connection.ts";
import { migrate } from "./migrate.ts";
import { startTestPostgres, type TestPostgres } from "./postgres.testing.ts";
import { postgresDialect } from "./postgres.ts";
import { sqliteDialect } from "./sqlite.ts";

/** What the test files get: stores that went through all migrations and are empty, to be copied. */
export type TestTemplates = {
  /** A store's file. */
  sqlite: string;
  /** The run's server with `DATABASE` for the name, and the name of the database to copy. */
  postgres: { url: string; template: string };
};

declare module "vitest" {
  interface ProvidedContext {
    /** GET /sqlite or /postgres of it makes that template on the first call, and answers with it. */
    testTemplatesAddress: string;
  }
}

const TEMPLATE = "template_rollcall";

/**
 * Vitest's global set-up, which runs for each of its projects: one Postgres server and one migrated store of each kind a
 * run, made when a file asks for it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const templates = perProcess("test-templates", serveTemplates);
  project.provide("testTemplatesAddress", await templates.address);
  return templates.stop;
}

function serveTemplates(): { address: Promise<string>; stop: () => Promise<void> } {
  let sqlite: Promise<string> | undefined;
  let server: Promise<TestPostgres> | undefined;
  const made: { [kind in keyof TestTemplates]: () => Promise<TestTemplates[kind]> } = {
    sqlite: () => {
      sqlite ??= makeSqlite();
      return sqlite;
    },
    postgres: async () => {
      server ??= makePostgres();
      return { url: (await server).url("DATABASE"), template: TEMPLATE };
    },
  };
  const http = createServer((request, response) => {
    const make = request.url === "/sqlite" ? made.sqlite : made.postgres;
    make().then(
      (template) => response.end(JSON.stringify(template)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  const address = new Promise<string>((resolve) => {
    http.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(http.address() as AddressInfo).port}`));
  });
  const stop = async () => {
    http.close();
    http.closeAllConnections();
    await (await server?.catch(() => undefined))?.stop();
    const file = await sqlite?.catch(() => undefined);
    if (file) await rm(path.dirname(file), { recursive: true, force: true });
  };
  return { address, stop };
}

async function makeSqlite(): Promise<string> {
  const file = path.join(await mkdtemp(path.join(tmpdir(), "rollcall-template-")), "rollcall.db");
  const kysely: Db = new Kysely({ dialect: sqliteDialect(file) });
  await migrate(kysely, "sqlite");
  await kysely.destroy();
  return file;
}

async function makePostgres(): Promise<TestPostgres> {
  const server = await startTestPostgres();
  const client = new pg.Client({ connectionString: server.url("postgres") });
  await client.connect();
  await client.query(`create database ${TEMPLATE}`);
  await client.end();
  const kysely: Db = new Kysely({ dialect: postgresDialect(server.url(TEMPLATE)) });
  await migrate(kysely, "postgres");
  await kysely.destroy();
  return server;
}
