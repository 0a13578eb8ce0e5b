import "server-only";
import type { Tool as ListedTool } from "@modelcontextprotocol/server";
import { z } from "zod";
import { readPlain } from "#lib/access/action/json-body.ts";
import { can, type Permission, type Viewer } from "#lib/core/permissions.ts";
import { jsonSchema } from "#lib/insight/api/json-schema.ts";
import { needsOf, type Operation, type ScopeNeeded } from "#lib/insight/api/operation.ts";
import { parameterWords } from "#lib/insight/api/parameters.ts";
import { answerSchema, type Read, resultOf } from "./result.ts";

/** So many rows a tool answers where nobody says how many, and at most. */
const ROWS = 50;
const MOST_ROWS = 200;
export const limitSchema = z.number().int().min(1).max(MOST_ROWS).default(ROWS);

/** What an agent can call: what it is told of it, who may, and what it does. */
export type Tool<I extends z.ZodObject = z.ZodObject> = {
  name: string;
  title: string;
  description: string;
  /** With none of these a token neither sees nor calls it. */
  scopes: readonly Permission[];
  input: I;
  /** Words for parameters that are this tool's own. */
  words: Record<string, string>;
  answer: z.ZodType;
  /** Something is kept by it, though nothing at a vendor changes. */
  isWriting?: true;
  /** It plans: a token has few of these under way at a time. What writes takes a turn in any case. */
  takesTurn?: true | undefined;
  /** Of one that writes: called again it does no more. */
  isIdempotent?: true;
  /** How many rows it answers, where it is not asked for a number of them. */
  rows?: number;
  /** Does it, and tells so many rows of what came of it. `given` is what was sent. */
  read: (viewer: Viewer, asked: z.output<I>, given: z.input<I>) => Read | Promise<Read>;
};

export const tool = <I extends z.ZodObject>(given: Tool<I>): Tool => given as unknown as Tool;

type About = Pick<Tool, "name" | "title" | "description"> & { idWords?: string };

/** A tool that reads what an operation of the API reads: by the same function, with the same parameters. */
export function readingTool<S extends z.ZodObject, A extends z.ZodType>(
  { scope, query, answer, read, takesTurn }: Operation<S, A, ScopeNeeded>,
  { idWords, ...about }: About,
): Tool {
  const hasRows = "limit" in query.shape;
  const rowsOnly = hasRows ? query.extend({ limit: limitSchema }) : query;
  const input = idWords ? rowsOnly.extend({ id: z.string().min(1).max(200) }) : rowsOnly;
  return tool({
    ...about,
    takesTurn,
    scopes: [needsOf(scope) ?? []].flat(),
    input,
    words: idWords ? { id: idWords } : {},
    answer,
    read:
      (viewer, { id = "", ...given }) =>
      async (rows) => {
        const asked = query.parse(hasRows ? { ...given, limit: rows } : given);
        return read({ viewer, params: { id: String(id) }, query: asked });
      },
  });
}

type ObjectSchema = ListedTool["inputSchema"];

/** Without what tells a model nothing: the pattern beside a time's format, and the largest number that there is. */
function slim(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(slim);
  if (typeof schema !== "object" || schema === null) return schema;
  const kept = Object.entries(schema).filter(
    ([name, value]) =>
      !(name === "pattern" && "format" in schema) &&
      !(name === "maximum" && value === Number.MAX_SAFE_INTEGER),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, slim(value)]));
}
const schemaOf = (schema: z.ZodType, io: "input" | "output") => slim(jsonSchema(schema, io)) as ObjectSchema;

/** What may be sent; of what is read of a text, what is read. Only what has no value by itself must be there. */
function inputSchemaOf({ input, words, isWriting }: Tool): ObjectSchema {
  const sent = schemaOf(input, "input");
  const { required: _all, properties = {}, ...rest } = isWriting ? sent : schemaOf(input, "output");
  const said = Object.entries(properties).map(([name, schema]) => {
    const description = words[name] ?? parameterWords(name);
    return [name, { ...(schema as object), ...(description ? { description } : {}) }];
  });
  const { required } = sent;
  return { ...rest, properties: Object.fromEntries(said), ...(required ? { required } : {}) };
}

/** A tool as `tools/list` tells of it. */
export const listed = (one: Tool): ListedTool => ({
  name: one.name,
  title: one.title,
  description: one.description,
  inputSchema: inputSchemaOf(one),
  outputSchema: schemaOf(answerSchema(one.answer), "output"),
  annotations: {
    title: one.title,
    readOnlyHint: one.isWriting !== true,
    destructiveHint: false,
    idempotentHint: one.isWriting !== true || one.isIdempotent === true,
    openWorldHint: false,
  },
});

export const isFor = (viewer: Viewer, { scopes }: Tool): boolean =>
  scopes.some((scope) => can(viewer, scope));

/** The result of a tool that is allowed. Throws for what cannot be read of what was given, and what the tool throws. */
export async function call(one: Tool, viewer: Viewer, given: Record<string, unknown>) {
  const asked = readPlain(given, one.input);
  const rows = typeof asked.limit === "number" ? asked.limit : (one.rows ?? 1);
  return resultOf(await one.read(viewer, asked, given), rows);
}
