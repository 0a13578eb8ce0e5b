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

it("ends on SIGTERM, and not with its parent unless told", async () => {
  const { child, urls } = await start();
  child.stdin.end();
  expect((await fetch(urls.url)).status).toBe(200);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});
