import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DEMO_CONNECTIONS } from "#sandbox/demo.ts";
import { latencyFrom, NO_SETTINGS, startSandbox, startServer } from "./child.ts";

const letters = "abcdefghjkmnpqrstuvwxyz23456789";
const part = (): string => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join("");

const email = process.env.ROLLCALL_ADMIN_EMAIL || "demo@rollcall.example";
const password = process.env.ROLLCALL_ADMIN_PASSWORD || `demo-${part()}-${part()}-${part()}`;

const dataDir = mkdtempSync(path.join(tmpdir(), "rollcall-demo-"));
process.on("exit", () => rmSync(dataDir, { recursive: true, force: true }));

const sandbox = await startSandbox(["--demo", ...latencyFrom(process.argv)]);
const server = await startServer({
  ...NO_SETTINGS,
  HOST: process.env.HOST || "127.0.0.1",
  PORT: process.env.PORT || "3000",
  ROLLCALL_DATA_DIR: dataDir,
  ROLLCALL_URL: process.env.ROLLCALL_URL,
  ROLLCALL_DEMO: "1",
  ROLLCALL_LOG_LEVEL: process.env.ROLLCALL_LOG_LEVEL || "warn",
  PAPERSPACE_API_URL: sandbox.paperspaceUrl,
  GITBOOK_API_URL: sandbox.gitbookUrl,
  ROLLCALL_ADMIN_EMAIL: email,
  ROLLCALL_ADMIN_PASSWORD: password,
  ROLLCALL_CONNECTIONS: JSON.stringify(DEMO_CONNECTIONS),
});

console.log(`
  Rollcall's demo is ready on ${process.env.ROLLCALL_URL || server.url}
  All people, teams and secrets in it are made up; nothing leaves this machine.

  Email     ${email}
  Password  ${password}

  Ctrl+C stops it and deletes its data.
`);

let isStopping = false;
const stop = async (code: number): Promise<void> => {
  if (isStopping) return;
  isStopping = true;
  await Promise.all([server.stop(), sandbox.stop()]);
  process.exit(code);
};
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"] as const)
  process.on(signal, () => stop(0));
server.exited.then((how) => {
  if (!isStopping) console.error(`rollcall: the server ended (${how})\n${server.output()}`);
  return stop(1);
});
sandbox.exited.then(() => stop(1));
