import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser } from "@playwright/test";
import { NO_SETTINGS, root, type ServerChild, startScript, startServer } from "../bin/child.ts";
import { cpuMs } from "./cpu.ts";
import { SCALE_USERS } from "./scale-users.ts";
import { signIn } from "./stage.ts";
import { rssMb } from "./sync.ts";
import { type Measure, median } from "./table.ts";
import { cookieHeader, timedGet } from "./timed-get.ts";

const STARTS = 5;
const ADDRESSES = [
  "/",
  "/teams",
  "/teams/team-1/members",
  "/teams/team-1/secrets",
  "/people",
  "/people?q=ann&sort=lastActive&dir=desc",
  "/secrets",
  "/activity",
  "/settings/connections",
  "/api/teams?q=team%2001",
  "/api/people?q=ann",
  "/api/people?role=admin&offset=500",
  "/api/secrets?q=key_1",
  "/api/search?q=ann",
  "/api/standing",
] as const;
/** Who is not an admin has no page of connections. */
const FOR_ADMINS = "/settings/connections";

type Store = {
  teams: string;
  server: ServerChild;
  dataDir: string;
  cookies: { admin: string; limited: string };
};

/** 100,000 members over 2,000 teams beside 10,000 over 200, page by page in the same rounds; and a start on them. */
export async function measureScale(
  browser: Browser,
  { teams, rounds }: { teams: { small: number; large: number }; rounds: number },
): Promise<Measure[]> {
  const small = await openStore(browser, teams.small);
  const large = await openStore(browser, teams.large);
  const measures: Measure[] = [];
  try {
    for (const address of ADDRESSES) {
      const times = { small: [] as number[], large: [] as number[], limited: [] as number[] };
      const cpus = { small: [] as number[], large: [] as number[], limited: [] as number[] };
      for (let round = -2; round < rounds; round++) {
        const asked = [
          ["small", small, small.cookies.admin],
          ["large", large, large.cookies.admin],
          ["limited", large, large.cookies.limited],
        ] as const;
        for (const [name, store, cookie] of asked) {
          if (name === "limited" && address === FOR_ADMINS) continue;
          const before = cpuMs(store.server.pid);
          const { status, ms } = await timedGet(store.server.url + address, cookie);
          if (status !== 200) throw new Error(`${address} answered ${status} (${name})`);
          if (round < 0) continue;
          times[name].push(ms);
          cpus[name].push(cpuMs(store.server.pid) - before);
        }
      }
      const said = (of: "small" | "large" | "limited") =>
        `${median(times[of]).toFixed(0)} ms, ${median(cpus[of]).toFixed(0)} of the processor`;
      measures.push({
        what: `${address}, ${large.teams} teams`,
        value: median(times.large) / median(times.small),
        unit: "×",
        budget: 1.5,
        note: `${said("large")}; ${said("small")} with a tenth`,
      });
      if (times.limited.length > 0)
        measures.push({
          what: `${address}, limited to half of them`,
          value: median(times.limited) / median(times.large),
          unit: "×",
          budget: 2,
          note: `${said("limited")}; ${said("large")} without a limit`,
        });
    }
    const memory = rssMb(large.server.pid);
    measures.push({
      what: `memory with ${large.teams} teams, looked at`,
      value: memory,
      unit: "MB",
      budget: 250,
    });
    await large.server.stop();
    const starts: number[] = [];
    for (let each = 0; each < STARTS; each++) starts.push(await startMs(large.dataDir));
    measures.push({
      what: `warm start with ${large.teams} teams`,
      value: median(starts),
      unit: "ms",
      budget: 1_200,
      note: `${STARTS} starts, ${Math.min(...starts).toFixed(0)}–${Math.max(...starts).toFixed(0)} ms`,
    });
  } finally {
    for (const { server, dataDir } of [small, large]) {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  }
  return measures;
}

const envOf = (dataDir: string) => ({
  ...NO_SETTINGS,
  ROLLCALL_DATA_DIR: dataDir,
  ROLLCALL_LOG_LEVEL: "error",
});

async function openStore(browser: Browser, teams: number): Promise<Store> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "rollcall-bench-"));
  const filling = await startScript<true>("bench/fill-store.ts", [String(teams)], envOf(dataDir), (_, up) =>
    up(true),
  );
  const ended = await filling.exited;
  if (ended !== 0) throw new Error(`filling a store ended with ${ended}\n${filling.output()}`);
  const server = await startServer(envOf(dataDir));
  const cookieOf = async (email: string): Promise<string> => {
    const context = await browser.newContext({ baseURL: server.url });
    await signIn(context, { email, password: SCALE_USERS.password });
    const header = cookieHeader(await context.cookies());
    await context.close();
    return header;
  };
  const cookies = { admin: await cookieOf(SCALE_USERS.admin), limited: await cookieOf(SCALE_USERS.limited) };
  return { teams: teams.toLocaleString("en"), server, dataDir, cookies };
}

/** `npm start` without npm: from the command to the line that says it is ready, where all is installed and built. */
async function startMs(dataDir: string): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["bin/rollcall.mjs", "start"], {
    cwd: root,
    env: { ...process.env, ...envOf(dataDir), HOST: "127.0.0.1", PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  try {
    await new Promise<void>((resolve, reject) => {
      child.stdout.on("data", (chunk: Buffer) => chunk.toString().includes("is ready on") && resolve());
      exited.then((code) => reject(new Error(`the start ended with ${code}`)));
    });
    return performance.now() - startedAt;
  } finally {
    child.kill("SIGTERM");
    await exited;
  }
}
