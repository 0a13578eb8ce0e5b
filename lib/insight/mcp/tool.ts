import "server-only";
import type { Tool as ListedTool } from "@modelcontextprotocol/server";
import { z } from "zod";
import { can, type Permission, type Viewer } from "#lib/core/permissions.ts";
import type { Operation } from "#lib/insight/api/operation.ts";
import { parameterWords } from "#lib/insight/api/parameters.ts";
import { argumentsIn } from "./arguments.ts";
import { answerSchema, resultOf } from "./result.ts";

/** So many rows a tool answers where nobody says how many, and at most. */
const ROWS = 50;
export const MOST_ROWS = 200;
export const limitSchema = z.number().int().min(1).max(MOST_ROWS).default(ROWS);

/** What an agent can call: what it is told of it, who may, and what it does. */
export type Tool<I extends z.ZodObject = z.ZodObject> = {
  name: string;
  title: string;
  description: string;
  /** With none of these a token neither sees nor calls it. */
  scopes: readonly [Permission, ...Permission[]];
  input: I;
  /** Words for parameters that are this tool's own. */
  words: Record<string, string>;
  answer: z.ZodType;
  /** Something is kept by it, though nothing at a vendor changes. */
  isWriting?: true;
  /** The answer under the view that the token's limits leave, with so many rows. */
  read: (viewer: Viewer, given: z.output<I>, rows: number) => Promise<unknown>;
};

export const tool = <I extends z.ZodObject>(given: Tool<I>): Tool => given as unknown as Tool;

type About = Pick<Tool, "name" | "title" | "description"> & { idWords?: string };

/** A tool that reads what an operation of the API reads: by the same function, with the same parameters. */
export function readingTool<S extends z.ZodObject, A extends z.ZodType>(
  { scope, query, answer, read }: Operation<S, A>,
  { idWords, ...about }: About,
): Tool {
  const hasRows = "limit" in query.shape;
  const rowsOnly = hasRows ? query.extend({ limit: limitSchema }) : query;
  const input = idWords ? rowsOnly.extend({ id: z.string().min(1).max(200) }) : rowsOnly;
  return tool({
    ...about,
    scopes: [scope],
    input,
    words: idWords ? { id: idWords } : {},
    answer,
    read: async (viewer, { id = "", ...given }, rows) => {
      const asked = query.parse(hasRows ? { ...given, limit: rows } : given);
      return read({ viewer, params: { id: String(id) }, query: asked });
    },
  });
}

type ObjectSchema = ListedTool["inputSchema"];
const jsonSchema = (schema: z.ZodType, io: "input" | "output"): ObjectSchema => {
  const { $schema: _dialect, ...made } = z.toJSONSchema(schema, { io, target: "draft-2020-12" });
  return made as ObjectSchema;
};

/** What may be sent is what is read of it, and only what has no value by itself must be. */
function inputSchemaOf({ input, words }: Tool): ObjectSchema {
  const { required: _all, properties = {}, ...rest } = jsonSchema(input, "output");
  const { required } = jsonSchema(input, "input");
  const said = Object.entries(properties).map(([name, schema]) => {
    const description = words[name] ?? parameterWords(name);
    return [name, { ...(schema as object), ...(description ? { description } : {}) }];
  });
  return { ...rest, properties: Object.fromEntries(said), ...(required ? { required } : {}) };
}

/** A tool as `tools/list` tells of it. */
export const listed = (one: Tool): ListedTool => ({
  name: one.name,
  title: one.title,
  description: one.description,
  inputSchema: inputSchemaOf(one),
  outputSchema: jsonSchema(answerSchema(one.answer), "output"),
  annotations: {
    title: one.title,
    readOnlyHint: one.isWriting !== true,
    destructiveHint: false,
    idempotentHint: one.isWriting !== true,
    openWorldHint: false,
  },
});

export const isFor = (viewer: Viewer, { scopes }: Tool): boolean =>
  scopes.some((scope) => can(viewer, scope));

/** The result of a tool that is allowed. Throws for what cannot be read of what was given, and what the tool throws. */
export function call(one: Tool, viewer: Viewer, given: unknown) {
  const input = argumentsIn(one.input, given ?? {});
  const rows = typeof input.limit === "number" ? input.limit : 1;
  return resultOf((most) => one.read(viewer, input, most), rows);
}
