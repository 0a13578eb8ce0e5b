import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";
import { startTestPostgres, type TestPostgres } from "./postgres.testing.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** GET it: starts the run's Postgres server on the first call, answers `{ url }` with `DATABASE` for the name. */
    testPostgresAddress: string;
  }
}

/** Vitest's global set-up: one Postgres server a run, started when the first test file asks for it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server: Promise<TestPostgres> | undefined;
  const http = createServer((_request, response) => {
    server ??= startTestPostgres();
    server.then(
      (postgres) => response.end(JSON.stringify({ url: postgres.url("DATABASE") })),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  project.provide("testPostgresAddress", `http://127.0.0.1:${(http.address() as AddressInfo).port}/`);
  return async () => {
    http.close();
    http.closeAllConnections();
    await (await server?.catch(() => undefined))?.stop();
  };
}
