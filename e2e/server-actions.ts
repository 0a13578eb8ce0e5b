import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, type Page } from "@playwright/test";
import { root } from "../bin/child.ts";

type Manifest = { node: Record<string, { workers: Record<string, unknown>; exportedName: string }> };

let manifest: Manifest | undefined;

/** Where the build keeps a server action: its id and a page that knows it. */
function placeOf(name: string): { id: string; address: string } {
  const file = path.join(
    root,
    process.env.NEXT_DIST_DIR || ".next",
    "server",
    "server-reference-manifest.json",
  );
  manifest ??= JSON.parse(readFileSync(file, "utf8")) as Manifest;
  const found = Object.entries(manifest.node).find(([, action]) => action.exportedName === name);
  const pages = Object.keys(found?.[1].workers ?? {});
  const page = pages.find((one) => !one.includes("[")) ?? pages[0];
  if (!found || !page) throw new Error(`no page of the build has ${name}`);
  const address = page
    .replace(/^app/, "")
    .replace(/\/page$/, "")
    .replace(/\/\([^)]*\)/g, "")
    .replace(/\[[^\]]*\]/g, "none");
  return { id: found[0], address };
}

/**
 * Calls a server action as its page would, in the session of a page that need not be open anywhere, and answers what it
 * answered. Fails unless it worked.
 */
export async function callAction<T = unknown>(
  page: Page,
  name: string,
  input: Record<string, unknown>,
): Promise<T> {
  const { id, address } = placeOf(name);
  const { origin } = new URL((await page.request.get("/api/health")).url());
  const answer = await page.request.post(address, {
    headers: {
      accept: "text/x-component",
      "next-action": id,
      "content-type": "text/plain;charset=UTF-8",
      origin,
    },
    data: JSON.stringify([input]),
  });
  const text = await answer.text();
  expect(text, `${name} by request`).toMatch(/"data":\{/);
  const line = text.split("\n").find((each) => each.includes('"data":{')) ?? "";
  return (JSON.parse(line.slice(line.indexOf(":") + 1)) as { data: T }).data;
}
