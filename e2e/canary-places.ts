import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page, Request, Response } from "@playwright/test";
import type { TenantDescription } from "#sandbox/types.ts";
import type { Found } from "./canary-search.ts";

/** All that a browser is told and all that it sends, from now on. */
export function listenTo(page: Page) {
  const waiting: Promise<Found | undefined>[] = [];
  const sent: Request[] = [];
  const keep = async (response: Response): Promise<Found | undefined> => {
    const where = `answer ${response.request().method()} ${response.url()}`;
    const headers = JSON.stringify(await response.allHeaders());
    // What the browser dropped half-way (a page left, a poll given up) has no body to read any more.
    const body = await response.body().catch(() => Buffer.alloc(0));
    return { where, content: Buffer.concat([Buffer.from(headers), body]) };
  };
  page.on("response", (response) => waiting.push(keep(response).catch(() => undefined)));
  page.on("request", (request) => sent.push(request));
  return { sent, answers: async () => (await Promise.all(waiting)).filter((one) => one !== undefined) };
}

/** Somebody outside who is told of what happens, by name. */
export async function startReceiver() {
  const received: Found[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      received.push({ where: "a webhook's call", content: JSON.stringify(request.headers) + body });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, received, close: () => server.close() };
}

/**
 * A page's whole document. What stands in the field that somebody is typing into is theirs: it is left out where the field
 * is open and may hold it, and nowhere else.
 */
export const pageText = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const copy = document.documentElement.cloneNode(true) as HTMLElement;
    for (const field of copy.querySelectorAll("dialog[open] :is(input, textarea)")) {
      field.removeAttribute("value");
      field.textContent = "";
    }
    return copy.outerHTML;
  });

/** The answer of a vendor that repeats what it was sent: token, value and all. */
export const echo = (status: number, value: string, { token }: TenantDescription) => ({
  status,
  body: JSON.stringify({
    code: "INVALID",
    message: `Authorization: Bearer ${token} sent ${value}; token=${token}`,
    details: [{ message: value }],
  }),
});

/** Where a name that is no secret must be found: the search looks at each of these, and finds what is there. */
export const PLACES: readonly RegExp[] = [
  /answer GET .*\/api\/teams/,
  /answer POST /,
  /answer GET .*_rsc=/,
  /page \/secrets/,
  /export activity\/export: /,
  /export activity\/export\?format=jsonl/,
  /export secrets\/export/,
  /export of a batch/,
  /a webhook's call/,
  /table events/,
  /table changes/,
  /table secrets/,
  /after a kill, file rollcall\.db-wal/,
  /in the end, file rollcall\.db/,
];
