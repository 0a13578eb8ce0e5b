import type { APIResponse, PlaywrightWorkerArgs } from "@playwright/test";
import { Ajv2020 } from "ajv/dist/2020.js";

type Operation = {
  operationId: string;
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
};
type ApiDocument = {
  paths: Record<string, Record<string, Operation>>;
  components: object;
};
type Sent = { data?: unknown; headers?: Record<string, string> };

/** The API as a program asks it. An answer that the document does not promise fails the test. */
export type Api = {
  ask: (method: "GET" | "POST", path: string, sent?: Sent) => Promise<{ status: number; body: unknown }>;
  document: ApiDocument;
  /** The operations that were asked, by their names in the document. */
  asked: Set<string>;
  close: () => Promise<void>;
};

/** The operation that a path is of; undefined where the document has none. */
function operationAt({ paths }: ApiDocument, method: string, path: string): Operation | undefined {
  const own = path.split("?")[0] ?? "";
  // What is said in full goes before what has a place for an id.
  const found = Object.keys(paths)
    .toSorted((a, b) => a.split("{").length - b.split("{").length)
    .find((template) => new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(own));
  return found === undefined ? undefined : paths[found]?.[method.toLowerCase()];
}

function assertPromised(
  document: ApiDocument,
  operation: Operation,
  response: APIResponse,
  body: unknown,
): void {
  const status = response.status();
  const promised = operation.responses[status];
  if (!promised) throw new Error(`${operation.operationId}: ${status} is not in the document`);
  const schema = Object.values(promised.content ?? {})[0]?.schema;
  if (!schema) return;
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { "date-time": true } });
  const validate = ajv.compile({ ...schema, components: document.components });
  if (!validate(body))
    throw new Error(
      `${operation.operationId}: ${status} is otherwise than promised: ${ajv.errorsText(validate.errors)}`,
    );
}

export async function openApi(
  playwright: PlaywrightWorkerArgs["playwright"],
  baseURL: string,
  token: string,
): Promise<Api> {
  const program = await playwright.request.newContext({
    baseURL,
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  const document = (await (await program.get("/api/v1/openapi.json")).json()) as ApiDocument;
  const asked = new Set<string>();
  return {
    document,
    asked,
    ask: async (method, path, sent = {}) => {
      const response = await program.fetch(`/api/v1${path}`, { method, ...sent });
      const text = await response.text();
      const body: unknown = text === "" ? undefined : JSON.parse(text);
      const operation = operationAt(document, method, path);
      if (operation) {
        asked.add(operation.operationId);
        assertPromised(document, operation, response, body);
      } else if (response.status() !== 404) throw new Error(`${method} ${path} is not in the document`);
      return { status: response.status(), body };
    },
    close: () => program.dispose(),
  };
}
