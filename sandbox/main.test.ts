import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { sandboxControl } from "./client.ts";

const start = async (...args: string[]) => {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const child = spawn(process.execPath, [main, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return { child, urls: JSON.parse(line) as { url: string; paperspaceUrl: string; gitbookUrl: string } };
};

it("prints its URLs, holds the demo's tenants, and ends with its parent", async () => {
  const { child, urls } = await start("--demo", "--with-parent");
  expect([urls.paperspaceUrl, urls.gitbookUrl]).toEqual([
    `${urls.url}/paperspace/v1`,
    `${urls.url}/gitbook/v1`,
  ]);
  const state = await sandboxControl(urls.url).state("sandbox-paperspace-perception");
  expect(state.members).toHaveLength(312);
  child.stdin.end();
  expect(await once(child, "exit")).toEqual([0, null]);
});

it("takes 250 ms ± 100 for an answer, unless told", async () => {
  const took = async (...args: string[]): Promise<number[]> => {
    const { child, urls } = await start("--demo", ...args);
    const times: number[] = [];
    for (let nth = 0; nth < 6; nth++) {
      const from = performance.now();
      const headers = { authorization: "Bearer sandbox-paperspace-perception" };
      expect((await fetch(`${urls.paperspaceUrl}/auth/session`, { headers })).status).toBe(200);
      times.push(performance.now() - from);
    }
    child.kill("SIGTERM");
    return times;
  };
  const slow = await took();
  expect(Math.min(...slow)).toBeGreaterThanOrEqual(149);
  expect(new Set(slow.map(Math.round)).size).toBeGreaterThan(1);
  const [, ...atOnce] = await took("--latency=0");
  expect(Math.min(...atOnce)).toBeLessThan(100);
});

it("ends on SIGTERM, and not with its parent unless told", async () => {
  const { child, urls } = await start();
  child.stdin.end();
  expect((await fetch(urls.url)).status).toBe(200);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});
