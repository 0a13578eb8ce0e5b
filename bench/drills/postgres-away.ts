import { connect, createServer, type Socket } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { newKeyText } from "#lib/store/crypto/keys.ts";
import { startTestPostgres } from "#lib/store/db/postgres.testing.ts";
import { setStage } from "./stage.ts";

/** A way to Postgres that can be cut: connections end, and new ones are refused. */
async function cuttable(socketPath: string) {
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer((client) => {
    if (isCut) return client.destroy();
    const upstream = connect(socketPath);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { port: number }).port,
    cut: () => {
      isCut = true;
      for (const one of open) one.destroy();
    },
    mend: () => {
      isCut = false;
    },
    close: () => {
      for (const one of open) one.destroy();
      server.close();
    },
  };
}

/** Which loop, page or route a line of the log comes from; what is no line of ours counts as itself. */
function sourceOf(line: string): string {
  if (!line.startsWith("{")) return line;
  const { at, route, msg } = JSON.parse(line) as Record<string, unknown>;
  return `${at ?? route ?? ""} ${msg}`;
}

/** Postgres is away for some seconds: said in words and few lines, and everything goes on. Resolves to what went wrong. */
export async function postgresAway(seconds: number): Promise<string[]> {
  const postgres = await startTestPostgres();
  const way = await cuttable(path.join(postgres.folder, ".s.PGSQL.5432"));
  const problems: string[] = [];
  try {
    const stage = await setStage({
      DATABASE_URL: `postgres://rollcall@127.0.0.1:${way.port}/postgres`,
      ROLLCALL_KEYS: newKeyText(),
    });
    try {
      const { request } = stage.context;
      const status = async (address: string) => (await request.get(address)).status();
      const wait = async (address: string, wanted: number, withinMs: number) => {
        for (const end = Date.now() + withinMs; Date.now() < end; await sleep(200))
          if ((await status(address)) === wanted) return;
        problems.push(`${address} did not answer ${wanted} within ${withinMs} ms`);
      };
      await wait("/api/health", 200, 10_000);
      const linesBefore = stage.server.output().split("\n").length;
      way.cut();
      await wait("/api/health", 503, 15_000);
      const until = Date.now() + seconds * 1_000;
      let looks = 0;
      for (; Date.now() < until; looks++) {
        if ((await status("/api/teams")) === 200) problems.push("a list was answered without a store");
        await sleep(500);
      }
      const said = stage.server.output().split("\n").slice(linesBefore).filter(Boolean);
      way.mend();
      await wait("/api/health", 200, 15_000);
      await wait("/api/teams", 200, 15_000);
      const sources = new Set(said.map(sourceOf));
      console.log(
        `postgres-away: ${seconds} s, ${looks} looks, ${said.length} lines of ${sources.size} sources`,
      );
      for (const source of sources) console.log(`  ${source}`);
      const most = sources.size * (Math.ceil(seconds / 60) + 1);
      if (said.length > most) problems.push(`${said.length} lines were logged, more than ${most}`);
    } finally {
      await stage.close();
    }
  } finally {
    way.close();
    await postgres.stop();
  }
  return problems;
}
