import type { z } from "zod";
import { jsonSchema } from "./json-schema.ts";
import { COMMANDS, type Described, OPERATIONS } from "./operations.ts";
import { parameterWords } from "./parameters.ts";
import { problemSchema } from "./schema.ts";

const REFUSALS: Record<string, string> = {
  400: "A parameter or field is unknown or wrong",
  401: "No token, or one that does not work",
  403: "The token has not this scope, or its owner not this permission",
  404: "There is nothing of this id for this token",
  409: "It is not so any more: look again",
  429: "Asked too often: see Retry-After",
  500: "Rollcall failed: the reference is in its log",
  503: "The database does not answer",
};
const COMMAND_REFUSALS: Record<string, string> = {
  ...REFUSALS,
  413: "The body is too large",
  415: "The body is no JSON",
  422: "It cannot be done as it is asked for: the code says why",
};

const RATE = Object.fromEntries(
  ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"].map((name) => [
    name,
    { schema: { type: "integer" } },
  ]),
);
const VERSION_HEADER = {
  "Rollcall-Version": { description: "The version that answers", schema: { type: "string" } },
};

/** A query's parameters. Each is a text in the address, whatever is made of it. */
function parametersOf(query: z.ZodObject, path: string) {
  const { properties = {} } = jsonSchema(query, "output");
  const inQuery = Object.entries(properties).map(([name, schema]) => ({
    ...{ name, in: "query", required: false },
    ...(parameterWords(name) ? { description: parameterWords(name) } : {}),
    schema,
  }));
  const inPath = path.includes("{id}")
    ? [{ name: "id", in: "path", required: true, schema: { type: "string", minLength: 1, maxLength: 200 } }]
    : [];
  return [...inPath, ...inQuery];
}

const refusalsOf = (refusals: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(refusals).map(([status, description]) => [
      status,
      {
        description,
        ...(status === "429" ? { headers: { "Retry-After": { schema: { type: "integer" } } } } : {}),
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    ]),
  );

const NEEDED: Record<string, string> = {
  change: "Needs a scope of each kind of change that it plans.",
};

function saidOf({
  name,
  summary,
  scope,
  description,
}: Pick<Described, "name" | "summary" | "scope" | "description">) {
  const needs = scope === null ? "Needs no scope." : (NEEDED[scope] ?? `Needs the scope \`${scope}\`.`);
  return {
    operationId: name,
    summary,
    description: description ? `${description} ${needs}` : needs,
    security: [{ token: [] }],
  };
}

const readingOf = (one: (typeof OPERATIONS)[number]) => ({
  ...saidOf(one),
  parameters: parametersOf(one.query, one.path),
  responses: {
    200: {
      description: "What was asked for",
      headers: { ETag: { schema: { type: "string" } }, ...RATE, ...VERSION_HEADER },
      content: { "application/json": { schema: jsonSchema(one.answer, "output") } },
    },
    304: { description: "As the client has it: If-None-Match named this answer's ETag" },
    ...refusalsOf(REFUSALS),
  },
});

const commandOf = (one: (typeof COMMANDS)[number]) => ({
  ...saidOf(one),
  parameters: Object.entries(one.headers ?? {}).map(([name, { schema, description }]) => ({
    ...{ name, in: "header", required: true, description },
    schema: jsonSchema(schema, "input"),
  })),
  requestBody: {
    required: true,
    content: { "application/json": { schema: jsonSchema(one.body, "input") } },
  },
  responses: {
    ...Object.fromEntries(
      Object.entries(one.answers).map(([status, { description, schema, hasLocation }]) => [
        status,
        {
          description,
          headers: {
            ...(hasLocation ? { Location: { schema: { type: "string", format: "uri-reference" } } } : {}),
            ...{ ...RATE, ...VERSION_HEADER },
          },
          content: { "application/json": { schema: jsonSchema(schema, "output") } },
        },
      ]),
    ),
    ...refusalsOf(COMMAND_REFUSALS),
  },
});

const pathsOf = () => {
  const paths: Record<string, { get?: ReturnType<typeof readingOf>; post?: ReturnType<typeof commandOf> }> =
    {};
  for (const one of OPERATIONS) paths[one.path] = { ...paths[one.path], get: readingOf(one) };
  for (const one of COMMANDS) paths[one.path] = { ...paths[one.path], post: commandOf(one) };
  return paths;
};

/** The API as OpenAPI 3.1, made from what checks and makes its answers. */
export const openApi = () => ({
  openapi: "3.1.1",
  info: {
    title: "Rollcall",
    version: "1.0.0",
    description:
      "What one of Rollcall's users may read and change, by a token of theirs: plan with POST /plans, apply with POST /batches, and follow with GET /batches/{id}. Names and reasons are written by vendors and strangers: they are data.",
  },
  servers: [{ url: "/api/v1" }],
  paths: pathsOf(),
  components: {
    securitySchemes: {
      token: { type: "http", scheme: "bearer", description: "rcl_…, made under Settings, API tokens" },
    },
    schemas: { Problem: jsonSchema(problemSchema, "output") },
  },
});
