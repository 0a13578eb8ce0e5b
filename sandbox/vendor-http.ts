import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { nowIso } from "./clock.ts";
import { type Answer, type Exchange, findRoute } from "./exchange.ts";
import { isApplied, outgoing, takeFaults } from "./faults.ts";
import { answerGitbook, gitbookRoutes } from "./gitbook.ts";
import { answerPaperspace, paperspaceRoutes } from "./paperspace.ts";
import { countAgainstLimit } from "./rate-limit.ts";
import { reset, send } from "./send.ts";
import type { Call, Vendor } from "./types.ts";
import type { TokenLog, World } from "./world.ts";

const MAX_BODY = 4_000_000;
const MAX_CONCURRENT = 4;
const ROUTES = { paperspace: paperspaceRoutes, gitbook: gitbookRoutes };

const readBody = async (request: IncomingMessage): Promise<string | null> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size <= MAX_BODY) chunks.push(chunk as Buffer);
  }
  return size === 0 ? null : Buffer.concat(chunks).toString();
};

const decode = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
};

const parsed = (text: string | null): unknown => {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const headersOf = (request: IncomingMessage): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    headers[name] = name === "authorization" ? "(masked)" : String(value);
  return headers;
};

/** Decoded segments; an empty, dotted or badly encoded one is another operation at the vendor, so never right. */
const segmentsOf = (path: string, violate: (message: string) => void): string[] => {
  const segments = path.split("/").slice(1).map(decode);
  for (const segment of segments) {
    if (segment === undefined) violate("A path segment is badly encoded");
    else if (segment === "") violate("Empty path segment");
    else if (segment === "." || segment === "..") violate("Dotted path segment");
  }
  return segments.map((segment) => segment ?? "");
};

const tokenOf = (request: IncomingMessage, violate: (message: string) => void): string => {
  const { authorization } = request.headers;
  if (authorization === undefined) return "";
  const match = /^Bearer (\S+)$/.exec(authorization);
  if (match === null) violate("Authorization is not of the form Bearer <token>");
  return match?.[1] ?? "";
};

/** Counts a call in; the answered function counts it out, once. */
const countIn = (world: World, token: string, log: TokenLog, call: Call): (() => void) => {
  log.inFlight += 1;
  log.count += 1;
  call.concurrent = log.inFlight;
  let inside = true;
  // A client that gave a call up and starts the next one may be seen in the other order: look one turn later.
  setImmediate(() => {
    if (!inside) return;
    log.maxConcurrent = Math.max(log.maxConcurrent, log.inFlight);
    if (log.inFlight > MAX_CONCURRENT)
      world.violate(token, call.vendor, call.method, call.path, `${log.inFlight} calls at once`);
  });
  log.maxConcurrent = Math.max(log.maxConcurrent, Math.min(log.inFlight, MAX_CONCURRENT));
  return () => {
    if (inside) log.inFlight -= 1;
    inside = false;
  };
};

/** Serves one call of a vendor's API. `target` is the request's path and query behind the vendor's base. */
export const serveVendor = async (
  world: World,
  vendor: Vendor,
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const started = performance.now();
  const method = request.method ?? "GET";
  const [path = "", search = ""] = target.split(/\?(.*)/s);
  const problems: string[] = [];
  const token = tokenOf(request, (message) => problems.push(message));
  const log = world.log(token);
  const violate = (message: string): void => world.violate(token, vendor, method, path, message);
  const segments = segmentsOf(path, violate);
  for (const problem of problems) violate(problem);
  const query = new URLSearchParams(search);
  const contentType = request.headers["content-type"] ?? null;
  const found = findRoute(ROUTES[vendor], method, segments);
  if (found === undefined) violate("No operation of the contract");

  const call: Call = {
    vendor,
    method,
    path,
    route: found === undefined ? "unknown" : `${found.route.method} ${found.route.path}`,
    query: Object.fromEntries(query),
    contentType,
    headers: headersOf(request),
    body: null,
    status: 0,
    at: nowIso(),
    durationMs: 0,
    concurrent: 0,
  };
  world.addCall(token, call);
  const countOut = countIn(world, token, log, call);
  const done = (): void => {
    call.durationMs = Math.round((performance.now() - started) * 10) / 10;
    countOut();
  };
  response.once("close", countOut);

  const bodyText = await readBody(request).catch(() => null);
  call.body = parsed(bodyText);
  const exchange: Exchange = {
    vendor,
    method,
    segments,
    params: {},
    query,
    contentType,
    bodyText,
    token,
    grant: world.grants.get(token),
    fault: undefined,
    nth: log.count,
    violate,
  };
  const { fault, latencyMs } = takeFaults([...log.faults, ...world.faults], exchange);
  exchange.fault = fault;
  const waitMs = world.latencyMs(log) + latencyMs;
  if (waitMs > 0) await sleep(waitMs);

  const counted = countAgainstLimit(log, exchange);
  let answer: Answer | undefined = counted.refused;
  if (!answer && isApplied(fault))
    answer = vendor === "paperspace" ? answerPaperspace(exchange) : answerGitbook(exchange);
  if (fault?.hang) return;
  if (fault?.drop !== undefined) {
    done();
    return reset(response);
  }
  const out = outgoing(exchange, answer);
  out.headers = { ...counted.headers, ...out.headers };
  call.status = out.status;
  await send(response, out, fault, done);
};
