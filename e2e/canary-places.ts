import { createServer, type IncomingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Page } from "@playwright/test";
import type { TenantDescription } from "#sandbox/types.ts";
import type { Found } from "./canary-search.ts";

/** What a browser asked for, as it left it. */
export type Sent = { method: string; url: string; headers: IncomingHttpHeaders; body: string };

/**
 * Stands between a browser and a server and keeps every byte of both directions: pages, data, actions, redirects, files,
 * and what the browser itself dropped half-way.
 */
export async function startRecorder(serverUrl: string) {
  const sent: Sent[] = [];
  const answers: { where: string; chunks: Buffer[] }[] = [];
  const recorder = createServer(async (incoming, outgoing) => {
    const { method = "", url = "", headers } = incoming;
    const body = await buffer(incoming);
    sent.push({ method, url, headers, body: body.toString("utf8") });
    const { hostname, port } = new URL(serverUrl);
    const plain = { ...headers, "accept-encoding": "identity" };
    const onward = request({ hostname, port, method, path: url, headers: plain }, (answer) => {
      const chunks: Buffer[] = [Buffer.from(JSON.stringify(answer.headers))];
      answers.push({ where: `answer ${method} ${url}`, chunks });
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        outgoing.write(chunk);
      });
      answer.on("end", () => outgoing.end());
      answer.on("error", () => outgoing.destroy());
    });
    onward.on("error", () => outgoing.destroy());
    onward.end(body);
  });
  await new Promise<void>((resolve) => recorder.listen(0, "127.0.0.1", resolve));
  const { port } = recorder.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    sent,
    answers: (): Found[] => answers.map(({ where, chunks }) => ({ where, content: Buffer.concat(chunks) })),
    close: () => {
      recorder.closeAllConnections();
      recorder.close();
    },
  };
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
  /answer POST \/api\/mcp/,
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
