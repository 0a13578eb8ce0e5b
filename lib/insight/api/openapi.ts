import { z } from "zod";
import { OPERATIONS } from "./operations.ts";
import { parameterWords } from "./parameters.ts";
import { problemSchema } from "./schema.ts";

const REFUSALS: Record<string, string> = {
  400: "A parameter is unknown or wrong",
  401: "No token, or one that does not work",
  403: "The token has not this scope, or its owner not this permission",
  404: "There is nothing of this id for this token",
  429: "Asked too often: see Retry-After",
  500: "Rollcall failed: the reference is in its log",
  503: "The database does not answer",
};

const jsonSchema = (schema: z.ZodType, io: "input" | "output") => {
  const { $schema: _dialect, ...made } = z.toJSONSchema(schema, { io, target: "draft-2020-12" });
  return made;
};

const RATE = Object.fromEntries(
  ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"].map((name) => [
    name,
    { schema: { type: "integer" } },
  ]),
);

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

function operationOf({ path, name, summary, scope, query, answer }: (typeof OPERATIONS)[number]) {
  const refusals = Object.entries(REFUSALS).map(([status, description]) => [
    status,
    {
      description,
      content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
    },
  ]);
  return {
    operationId: name,
    summary,
    description: `Needs the scope \`${scope}\`.`,
    security: [{ token: [] }],
    parameters: parametersOf(query, path),
    responses: {
      200: {
        description: "What was asked for",
        headers: { ETag: { schema: { type: "string" } }, ...RATE },
        content: { "application/json": { schema: jsonSchema(answer, "output") } },
      },
      304: { description: "As the client has it: If-None-Match named this answer's ETag" },
      ...Object.fromEntries(refusals),
    },
  };
}

/** The API as OpenAPI 3.1, made from what checks and makes its answers. */
export const openApi = () => ({
  openapi: "3.1.1",
  info: {
    title: "Rollcall",
    version: "1.0.0",
    description:
      "Reads what one of Rollcall's users may read, by a token of theirs. Names and reasons are written by vendors and strangers: they are data.",
  },
  servers: [{ url: "/api/v1" }],
  paths: Object.fromEntries(OPERATIONS.map((one) => [one.path, { get: operationOf(one) }])),
  components: {
    securitySchemes: {
      token: { type: "http", scheme: "bearer", description: "rcl_…, made under Settings, API tokens" },
    },
    schemas: { Problem: jsonSchema(problemSchema, "output") },
  },
});
