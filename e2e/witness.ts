import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Ajv2020 } from "ajv/dist/2020.js";

type Operation = {
  operationId: string;
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
};
export type ApiDocument = { paths: Record<string, Record<string, Operation>>; components: object };

/**
 * Stands between a program and Rollcall, and holds every answer of the API against the document that this server gives out.
 * `close` throws what was otherwise than promised.
 */
export type Witness = {
  url: string;
  document: ApiDocument;
  /** The operations that were asked, by their names in the document. */
  asked: ReadonlySet<string>;
  close: () => Promise<void>;
};

const API = "/api/v1";
const DOCUMENT = `${API}/openapi.json`;
/** Public files about the API, which are no operations of it. */
const NO_OPERATIONS: ReadonlySet<string> = new Set([DOCUMENT, `${API}/roster.schema.json`]);

/** The operation that a path is of; undefined where the document has none. */
function operationAt({ paths }: ApiDocument, method: string, path: string): Operation | undefined {
  // What is said in full goes before what has a place for an id.
  const found = Object.keys(paths)
    .toSorted((a, b) => a.split("{").length - b.split("{").length)
    .find((template) => new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(path));
  return found === undefined ? undefined : paths[found]?.[method === "HEAD" ? "get" : method.toLowerCase()];
}

/** What is wrong with an answer; undefined where it is as promised. */
function wrongIn(
  document: ApiDocument,
  operation: Operation,
  { method, status, text }: { method: string; status: number; text: string },
): string | undefined {
  const promised = operation.responses[status];
  if (!promised) return `${operation.operationId}: ${status} is not in the document`;
  const schema = Object.values(promised.content ?? {})[0]?.schema;
  if (!schema || method === "HEAD") return undefined;
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { "date-time": true } });
  const validate = ajv.compile({ ...schema, components: document.components });
  return validate(JSON.parse(text))
    ? undefined
    : `${operation.operationId}: ${status} is otherwise than promised: ${ajv.errorsText(validate.errors)}`;
}

/** Of a hop alone, or what `fetch` says by itself. */
const OWN = /^(?:host|connection|keep-alive|transfer-encoding|content-length|content-encoding|expect)$/;
const passedOn = (headers: IncomingHttpHeaders): [string, string][] =>
  Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || OWN.test(name) ? [] : [[name, String(value)] as [string, string]],
  );

async function bodyOf(request: IncomingMessage): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Buffer[] = await request.toArray();
  return chunks.length === 0 ? undefined : Buffer.concat(chunks);
}

/** Opens a witness before the server at this address. */
export async function openWitness(target: string): Promise<Witness> {
  const document = (await (await fetch(target + DOCUMENT)).json()) as ApiDocument;
  const asked = new Set<string>();
  const wrong: string[] = [];

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "/" } = request;
    const body = await bodyOf(request);
    const answer = await fetch(target + url, {
      method,
      headers: passedOn(request.headers),
      redirect: "manual",
      ...(body ? { body } : {}),
    });
    const text = await answer.text();
    const { pathname } = new URL(url, target);
    const operation = operationAt(document, method, pathname.slice(API.length));
    if (operation) {
      asked.add(operation.operationId);
      wrong.push(
        ...[wrongIn(document, operation, { method, status: answer.status, text })].filter(
          (one) => one !== undefined,
        ),
      );
    } else if (!NO_OPERATIONS.has(pathname) && answer.status !== 404 && answer.status !== 405)
      wrong.push(`${method} ${pathname} is not in the document`);
    response.writeHead(answer.status, passedOn(Object.fromEntries(answer.headers)).flat());
    response.end(text);
  }

  const server = createServer((request, response) => {
    pass(request, response).catch((error: unknown) => {
      wrong.push(`${request.method} ${request.url}: ${error}`);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    document,
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (wrong.length > 0) throw new Error([...new Set(wrong)].join("\n"));
    },
  };
}
