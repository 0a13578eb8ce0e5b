import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { SandboxControl } from "./types.ts";
import { serveVendor } from "./vendor-http.ts";
import { AT_ONCE, type Latency, World } from "./world.ts";

export interface Sandbox {
  url: string;
  paperspaceUrl: string;
  gitbookUrl: string;
  control: SandboxControl;
  close(): Promise<void>;
}

const MAX_CONTROL_BODY = 32_000_000;

const answerJson = (response: ServerResponse, status: number, value: unknown): void => {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { "content-type": "application/json", "content-length": String(body.length) });
  response.end(body);
};

/** POST /control/<operation> with {"args": […]} does what the in-process object does. */
const serveControl = async (
  control: SandboxControl,
  operation: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  // A web page can't send this type to another origin unasked.
  if (request.method !== "POST" || request.headers["content-type"] !== "application/json")
    return answerJson(response, 400, { error: "POST application/json" });
  if (!Object.hasOwn(control, operation)) return answerJson(response, 404, { error: `No ${operation}` });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > MAX_CONTROL_BODY) return answerJson(response, 413, { error: "Too large" });
    chunks.push(chunk as Buffer);
  }
  try {
    const { args } = JSON.parse(Buffer.concat(chunks).toString()) as { args: unknown[] };
    const run = control[operation as keyof SandboxControl] as (...values: unknown[]) => Promise<unknown>;
    answerJson(response, 200, { result: (await run(...args)) ?? null });
  } catch (error) {
    answerJson(response, 422, { error: error instanceof Error ? error.message : String(error) });
  }
};

const serve = async (world: World, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const target = request.url ?? "/";
  const [, half = "", rest = ""] = /^\/(paperspace\/v1|gitbook\/v1|control)(\/.*)$/s.exec(target) ?? [];
  if (half === "paperspace/v1") await serveVendor(world, "paperspace", rest, request, response);
  else if (half === "gitbook/v1") await serveVendor(world, "gitbook", rest, request, response);
  else if (half === "control") await serveControl(world.control, rest.slice(1), request, response);
  else answerJson(response, target === "/" ? 200 : 404, { sandbox: "rollcall", data: "made up" });
};

/** Starts both vendors' APIs on loopback; port 0 takes a free one. Without a latency it answers at once. */
export const startSandbox = async (
  options: { port?: number; host?: string; latency?: Latency; clockFile?: string } = {},
): Promise<Sandbox> => {
  const { port = 0, host = "127.0.0.1", latency = AT_ONCE } = options;
  const world = new World(latency, options.clockFile);
  const server = createServer({ keepAliveTimeout: 30_000 }, (request, response) => {
    serve(world, request, response).catch((error: unknown) => {
      process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`);
      if (!response.headersSent) answerJson(response, 500, { error: "The sandbox itself failed" });
      else response.destroy();
    });
  });
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address() as AddressInfo;
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`;
  return {
    url,
    paperspaceUrl: `${url}/paperspace/v1`,
    gitbookUrl: `${url}/gitbook/v1`,
    control: world.control,
    close: async () => {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, "close");
    },
  };
};
