// @slow: starts Postgres servers of several settings.
import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { parseEnv, replaceEnv } from "#lib/core/env.ts";
import { startStore, stopStore } from "#lib/jobs/start-store.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { forgetKeyRing } from "#lib/store/crypto/key-ring.ts";
import { newKeyText } from "#lib/store/crypto/keys.ts";
import { db, transact } from "./connection.ts";
import { StoreError } from "./errors.ts";
import { startTestPostgres, type TestPostgres } from "./postgres.testing.ts";

const NOBODY = 65_534;
const find = (...places: string[]): string | undefined => places.find((place) => existsSync(place));
const OPENSSL = find("/usr/bin/openssl", "/usr/local/bin/openssl");
const PGBOUNCER = find("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer");
const PASSWORD = "pa#ss/w?rd";

const folder = mkdtempSync(path.join(tmpdir(), "rollcall-connect-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** A CA of one's own, and a certificate by it for localhost. */
function makeCertificates(): { ca: string; key: string; cert: string } {
  const file = (name: string): string => path.join(folder, name);
  const openssl = (...args: string[]) => execFileSync(OPENSSL ?? "", args, { stdio: "pipe" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl(
    ...["req", "-x509", ...newKey, "-keyout", file("ca.key"), "-out", file("ca.pem")],
    ...["-days", "2", "-subj", "/CN=Own CA"],
  );
  openssl("req", ...newKey, "-keyout", file("pg.key"), "-out", file("pg.csr"), "-subj", "/CN=localhost");
  writeFileSync(file("san"), "subjectAltName=DNS:localhost");
  openssl(
    ...["x509", "-req", "-in", file("pg.csr"), "-CA", file("ca.pem"), "-CAkey", file("ca.key")],
    ...["-CAcreateserial", "-days", "2", "-extfile", file("san"), "-out", file("pg.pem")],
  );
  return {
    ca: file("ca.pem"),
    key: readFileSync(file("pg.key"), "utf8"),
    cert: readFileSync(file("pg.pem"), "utf8"),
  };
}

const use = (url: string): void =>
  replaceEnv(parseEnv({ ROLLCALL_LOG_LEVEL: "silent", DATABASE_URL: url, ROLLCALL_KEYS: newKeyText() }));

async function outcome(url: string): Promise<string> {
  use(url);
  try {
    await startStore();
    return "started";
  } catch (error) {
    if (error instanceof StoreError) return error.message;
    throw error;
  }
}

afterEach(async () => {
  await stopStore();
  forgetKeyRing();
});

describe.skipIf(!OPENSSL)("a Postgres that takes encrypted connections alone", () => {
  let server: TestPostgres;
  let port = 0;
  let ca = "";
  const at = (query: string, password = PASSWORD, host = "localhost", database = "postgres"): string =>
    `postgres://rollcall${password ? `:${encodeURIComponent(password)}` : ""}@${host}:${port}/${database}${query}`;

  beforeAll(async () => {
    port = await freePort();
    const made = makeCertificates();
    ca = made.ca;
    server = await startTestPostgres({
      hba: ["hostssl all all 127.0.0.1/32 scram-sha-256", "hostssl all all ::1/128 scram-sha-256"],
      settings: ["listen_addresses=localhost", `port=${port}`, "ssl=on"],
      files: { "server.key": made.key, "server.crt": made.cert },
    });
    const client = new pg.Client({ host: server.folder, port, user: "rollcall", database: "postgres" });
    await client.connect();
    await client.query(`alter role rollcall password '${PASSWORD}'`);
    await client.end();
  });
  afterAll(() => server.stop());

  it("starts with the CA that DATABASE_URL names, and with # / ? in the password", async () => {
    expect(await outcome(at(`?sslmode=verify-full&sslrootcert=${ca}`))).toBe("started");
  });

  it("says each trouble as it is, without the password", async () => {
    const trusted = `?sslmode=verify-full&sslrootcert=${ca}`;
    const said = {
      plain: await outcome(at("")),
      "no CA": await outcome(at("?sslmode=verify-full")),
      "CA's file is not there": await outcome(at("?sslmode=verify-full&sslrootcert=/not/there.pem")),
      "another host": await outcome(at(trusted, PASSWORD, "127.0.0.1")),
      "wrong password": await outcome(at(trusted, "hunter22")),
      "no password": await outcome(at(trusted, "")),
      "no database": await outcome(at(trusted, PASSWORD, "localhost", "nothing")),
    };
    expect(said).toEqual({
      plain: expect.stringMatching(/^Postgres takes encrypted connections only: add sslmode=verify-full/),
      "no CA": expect.stringMatching(/signed by an authority that this machine does not know/),
      "CA's file is not there": expect.stringMatching(/^A certificate file .* cannot be read/),
      "another host": expect.stringMatching(/certificate is for another host name/),
      "wrong password": expect.stringMatching(/refused the user name or password/),
      "no password": expect.stringMatching(/asks for a password, and DATABASE_URL has none/),
      "no database": expect.stringMatching(/no database of the name/),
    });
    for (const line of Object.values(said)) expect(line).not.toMatch(/hunter22|pa#ss/);
  });
});

describe("a Postgres without encryption", () => {
  it("is not said to be away when encryption is asked for", async () => {
    const port = await freePort();
    const server = await startTestPostgres({
      hba: ["host all all 127.0.0.1/32 trust"],
      settings: ["listen_addresses=127.0.0.1", `port=${port}`],
    });
    try {
      const said = await outcome(`postgres://rollcall@127.0.0.1:${port}/postgres?sslmode=verify-full`);
      expect(said).toMatch(/^Postgres has no encryption to offer/);
    } finally {
      await stopStore();
      await server.stop();
    }
  });
});

describe.skipIf(!PGBOUNCER)("through PgBouncer, a transaction a connection", () => {
  it("migrates, writes side by side, and keeps its timeouts", async () => {
    const port = await freePort();
    const server = await startTestPostgres();
    const ini = path.join(folder, "pgbouncer.ini");
    const users = path.join(folder, "users.txt");
    writeFileSync(users, '"rollcall" ""\n');
    writeFileSync(
      ini,
      [
        `[databases]\npostgres = host=${server.folder} user=rollcall dbname=postgres`,
        `[pgbouncer]\nlisten_addr=127.0.0.1\nlisten_port=${port}\nunix_socket_dir=\nauth_type=trust\nauth_file=${users}`,
        "pool_mode=transaction\ndefault_pool_size=4\nserver_reset_query=DISCARD ALL\n",
      ].join("\n"),
    );
    const isRoot = process.getuid?.() === 0;
    if (isRoot) for (const each of [folder, ini, users]) chownSync(each, NOBODY, NOBODY);
    const pooler = spawn(PGBOUNCER ?? "", [ini], {
      stdio: ["ignore", "ignore", "pipe"],
      ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
    });
    const ended = new Promise((resolve) => pooler.once("exit", resolve));
    try {
      await new Promise<void>((resolve, reject) => {
        pooler.stderr.on("data", (text: Buffer) => String(text).includes("process up") && resolve());
        pooler.once("exit", (code) => reject(new Error(`pgbouncer ended with ${code}`)));
      });
      expect(await outcome(`postgres://rollcall@127.0.0.1:${port}/postgres`)).toBe("started");
      const before = await db().selectFrom("audit_head").select("seq").executeTakeFirstOrThrow();
      const append = () =>
        transact((tx) => appendEvent(tx, { action: "a.b", actor: "system", outcome: "done" }));
      await Promise.all(Array.from({ length: 40 }, append));
      const after = await db().selectFrom("audit_head").select("seq").executeTakeFirstOrThrow();
      expect(after.seq - before.seq).toBe(40);
      const inside = (name: string) =>
        transact(async (tx) => (await sql`show ${sql.raw(name)}`.execute(tx)).rows[0]);
      expect(await inside("statement_timeout")).toEqual({ statement_timeout: "30s" });
      expect(await inside("idle_in_transaction_session_timeout")).toEqual({
        idle_in_transaction_session_timeout: "30s",
      });
      expect(await outcomeOfNoDatabase(port)).toMatch(/no database of the name/);
    } finally {
      await stopStore();
      pooler.kill("SIGTERM");
      await ended;
      await server.stop();
    }
  });

  const outcomeOfNoDatabase = async (port: number): Promise<string> => {
    await stopStore();
    forgetKeyRing();
    return outcome(`postgres://rollcall@127.0.0.1:${port}/nothing`);
  };
});

describe("a connection that is lost while a transaction has it", () => {
  it("is the store's trouble and nobody else's, and the next one works", async () => {
    const server = await startTestPostgres();
    const uncaught: unknown[] = [];
    const note = (error: unknown): void => void uncaught.push(error);
    process.on("uncaughtException", note);
    try {
      expect(await outcome(server.url("postgres"))).toBe("started");
      const ending = new pg.Client(server.url("postgres"));
      await ending.connect();
      const lost = transact(async (tx) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
        await ending.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
        await new Promise((resolve) => setTimeout(resolve, 200));
        await sql`select 1`.execute(tx);
      });
      await expect(lost).rejects.toThrow(/^Postgres cannot be reached/);
      expect(await transact(async () => "worked")).toBe("worked");
      await ending.end();
      expect(uncaught).toEqual([]);
    } finally {
      process.off("uncaughtException", note);
      await stopStore();
      await server.stop();
    }
  });
});
