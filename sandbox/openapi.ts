import { createRequire } from "node:module";
import { type Schema, schemaChecker } from "./json-schema.ts";

interface Parameter {
  $ref?: string;
  name: string;
  in: string;
  required?: boolean;
  schema?: Schema;
}

interface Body {
  $ref?: string;
  required?: boolean;
  content?: Record<string, { schema?: Schema }>;
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: Body;
  responses: Record<string, Body>;
}

interface Document {
  paths: Record<string, Record<string, Operation | Parameter[] | undefined>>;
}

/** The official file, from a package for development; read when first asked for. */
let loaded: ReturnType<typeof load> | undefined;

const load = () => {
  const document = createRequire(import.meta.url)("@gitbook/api/spec/openapi.json") as Document;
  return { document, requests: schemaChecker(document, true), responses: schemaChecker(document, false) };
};

const spec = () => {
  loaded ??= load();
  return loaded;
};

interface Found {
  operation: Operation;
  parameters: Parameter[];
  params: Record<string, string>;
}

/** The operation of a call such as "GET", "/orgs/o1/teams"; literal segments win over parameters. */
const find = (method: string, path: string): Found | undefined => {
  const { document, requests } = spec();
  const segments = path.split("/").slice(1);
  let best: (Found & { literals: number }) | undefined;
  for (const [template, item] of Object.entries(document.paths)) {
    const operation = item[method.toLowerCase()] as Operation | undefined;
    const parts = template.split("/").slice(1);
    if (operation === undefined || parts.length !== segments.length) continue;
    const params: Record<string, string> = {};
    const fits = parts.every((part, index) => {
      const segment = segments[index] ?? "";
      if (!part.startsWith("{")) return part === segment;
      params[part.slice(1, -1)] = decodeURIComponent(segment);
      return segment !== "";
    });
    const literals = parts.length - Object.keys(params).length;
    if (!fits || (best !== undefined && best.literals >= literals)) continue;
    const shared = (item.parameters as Parameter[] | undefined) ?? [];
    const parameters = [...shared, ...(operation.parameters ?? [])].map((parameter) =>
      requests.resolve(parameter),
    );
    best = { operation, parameters, params, literals };
  }
  return best;
};

const checkQuery = (found: Found, query: URLSearchParams): string[] => {
  const { requests } = spec();
  const known = found.parameters.filter((parameter) => parameter.in === "query");
  const wrong: string[] = [];
  for (const [name, text] of query) {
    const schema = known.find((parameter) => parameter.name === name)?.schema;
    if (schema === undefined) wrong.push(`query ${name}: unknown`);
    else {
      const { type } = requests.resolve(schema);
      const numeric = type === "number" || type === "integer";
      wrong.push(...requests.check(schema, numeric && text !== "" ? Number(text) : text, `query ${name}`));
    }
  }
  for (const { name, required } of known)
    if (required === true && !query.has(name)) wrong.push(`query ${name}: is missing`);
  return wrong;
};

/**
 * What GitBook's OpenAPI file has against a request; an empty list where it is allowed.
 * `path` is behind the API's base, as sent ("/orgs/o1/teams"); `body` is undefined where none is sent.
 */
export const validateGitBookRequest = (
  method: string,
  path: string,
  query: Record<string, string> | URLSearchParams = {},
  body?: unknown,
): string[] => {
  const found = find(method, path);
  if (found === undefined) return [`${method} ${path}: no such operation`];
  const { requests } = spec();
  const wrong = checkQuery(found, new URLSearchParams(query));
  for (const { name, in: place, schema } of found.parameters)
    if (place === "path" && schema !== undefined)
      wrong.push(...requests.check(schema, found.params[name], `path ${name}`));
  const { requestBody } = found.operation;
  if (body === undefined || body === null) {
    if (requestBody?.required === true) wrong.push("body: is missing");
    return wrong;
  }
  const schema = requestBody?.content?.["application/json"]?.schema;
  if (schema === undefined) return [...wrong, "body: none belongs here"];
  return [...wrong, ...requests.check(schema, body, "body")];
};

const ERROR: Schema = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["code", "message"],
      properties: { code: { type: "integer" }, message: { type: "string" } },
    },
  },
};

/** What GitBook's OpenAPI file has against an answer. `body` is undefined where none came. */
export const validateGitBookResponse = (
  method: string,
  path: string,
  status: number,
  body?: unknown,
): string[] => {
  const { responses } = spec();
  const found = find(method, path);
  if (found === undefined) return status === 404 ? [] : [`${method} ${path}: no such operation`];
  const declared = found.operation.responses[String(status)];
  // Errors that an operation does not list have the shape that all listed ones share.
  if (declared === undefined)
    return status >= 400 ? responses.check(ERROR, body, "body") : [`status ${status}: not declared`];
  const schema = responses.resolve(declared).content?.["application/json"]?.schema;
  if (schema !== undefined) return responses.check(schema, body, "body");
  return body === undefined ? [] : ["body: none belongs here"];
};
