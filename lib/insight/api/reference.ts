import "server-only";
import { openApi } from "./openapi.ts";

/** A part of a JSON Schema, as far as the reference reads it. */
type Schema = {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  description?: string;
  default?: unknown;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
};

/** A field as the page shows it: `fields` are those of the object that it is, or holds. */
export type Field = {
  name: string;
  type: string;
  isRequired: boolean;
  note?: string;
  fields?: Field[];
};
type Answer = { status: string; description: string; fields: Field[] };
export type ReferenceOperation = {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  parameters: (Field & { in: string })[];
  body: Field[];
  answers: Answer[];
};
export type ReferenceGroup = { name: string; operations: ReferenceOperation[] };

type Parameter = { name: string; in: string; required?: boolean; schema: Schema; description?: string };
type Content = { content?: Record<string, { schema: Schema }> };
type DocumentOperation = {
  operationId: string;
  summary: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: Content;
  responses: Record<string, Content & { description: string }>;
};
type OpenApiDocument = {
  paths: Record<string, Record<string, DocumentOperation>>;
  components: { schemas: Record<string, Schema> };
};

/** Deeper than this nothing is nested; what refers to itself ends there. */
const DEEPEST = 6;

type Names = Record<string, Schema>;

function resolved(schema: Schema, names: Names): Schema {
  const name = schema.$ref?.split("/").at(-1);
  return name === undefined ? schema : { ...names[name], ...schema };
}

const choices = (schema: Schema): Schema[] | undefined => schema.anyOf ?? schema.oneOf;

const literal = (value: unknown): string =>
  typeof value === "string" ? `“${value}”` : JSON.stringify(value);

function range(least: number | undefined, most: number | undefined, unit = ""): string {
  // What a schema says of every whole number is no news.
  const isNoLimit = most === undefined || most >= Number.MAX_SAFE_INTEGER;
  const isNoLeast = least === undefined || least <= -Number.MAX_SAFE_INTEGER;
  if (isNoLimit) return isNoLeast ? "" : `, at least ${least}${unit}`;
  return isNoLeast ? `, at most ${most}${unit}` : `, ${least} to ${most}${unit}`;
}

/** What a value is, in words: "text or null", "list of objects", "“admin” or “member”". */
export function typeWords(given: Schema, names: Names = {}): string {
  const schema = resolved(given, names);
  const of = choices(schema);
  if (of) return [...new Set(of.map((one) => typeWords(one, names)))].join(" or ");
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum) return schema.enum.map(literal).join(" or ");
  if (Array.isArray(schema.type))
    return schema.type.map((type) => typeWords({ ...schema, type }, names)).join(" or ");
  switch (schema.type) {
    case "array":
      return `list of ${schema.items ? manyWords(schema.items, names) : "anything"}${range(schema.minItems, schema.maxItems)}`;
    case "object":
      return typeof schema.additionalProperties === "object" && !schema.properties
        ? `object by name, each ${typeWords(schema.additionalProperties, names)}`
        : "object";
    case "string":
      return schema.format === "date-time"
        ? "time"
        : `text${range(schema.minLength, schema.maxLength, " characters")}`;
    case "integer":
      return `whole number${range(schema.minimum, schema.maximum)}`;
    case "number":
      return `number${range(schema.minimum, schema.maximum)}`;
    case "boolean":
      return "true or false";
    case "null":
      return "null";
    default:
      return "anything";
  }
}

function manyWords(schema: Schema, names: Names): string {
  const words = typeWords(schema, names);
  if (words === "object") return "objects";
  return words.startsWith("text") && !words.includes(" or ") ? words.replace("text", "texts") : words;
}

/** The fields of the object that a schema is, holds a list of, or can be among others. */
function fieldsOf(given: Schema, names: Names, depth = 0): Field[] {
  const schema = resolved(given, names);
  if (depth > DEEPEST) return [];
  const of = choices(schema);
  if (of) {
    const objects = of.map((one) => fieldsOf(one, names, depth)).filter((fields) => fields.length > 0);
    const [only] = objects;
    if (objects.length < 2) return only ?? [];
    return objects.map((fields, index) => ({
      name: `one of ${objects.length}: ${index + 1}`,
      ...{ type: "object", isRequired: false, fields },
    }));
  }
  if (schema.items) return fieldsOf(schema.items, names, depth);
  if (!schema.properties && typeof schema.additionalProperties === "object")
    return fieldsOf(schema.additionalProperties, names, depth);
  return Object.entries(schema.properties ?? {}).map(([name, one]) =>
    fieldOf(name, one, schema.required?.includes(name) ?? false, names, depth),
  );
}

function fieldOf(name: string, schema: Schema, isRequired: boolean, names: Names, depth = 0): Field {
  const whole = resolved(schema, names);
  const fields = fieldsOf(whole, names, depth + 1);
  const notes = [
    whole.description,
    whole.default === undefined ? undefined : `Without it: ${literal(whole.default)}.`,
  ].filter(Boolean);
  return {
    ...{ name, type: typeWords(whole, names), isRequired },
    ...(notes.length > 0 ? { note: notes.join(" ") } : {}),
    ...(fields.length > 0 ? { fields } : {}),
  };
}

const schemaIn = ({ content = {} }: Content): Schema | undefined => Object.values(content)[0]?.schema;

function operationOf(path: string, method: string, one: DocumentOperation, names: Names): ReferenceOperation {
  const body = one.requestBody && schemaIn(one.requestBody);
  return {
    ...{ id: one.operationId, method: method.toUpperCase(), path: `/api/v1${path}` },
    ...{ summary: one.summary, description: one.description ?? "" },
    parameters: (one.parameters ?? []).map((given) => ({
      ...fieldOf(given.name, given.schema, given.required ?? false, names),
      ...(given.description ? { note: given.description } : {}),
      in: given.in,
    })),
    body: body ? fieldsOf(body, names) : [],
    answers: Object.entries(one.responses).map(([status, answer]) => {
      const schema = schemaIn(answer);
      return { status, description: answer.description, fields: schema ? fieldsOf(schema, names) : [] };
    }),
  };
}

/** The whole API as the reference page shows it, by the noun that a path begins with. */
export function apiReference(): ReferenceGroup[] {
  const document = openApi() as unknown as OpenApiDocument;
  const names = document.components.schemas;
  const groups = new Map<string, ReferenceOperation[]>();
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, one] of Object.entries(methods)) {
      const noun = path.split("/")[1] ?? "";
      const name = noun.slice(0, 1).toUpperCase() + noun.slice(1);
      groups.set(name, [...(groups.get(name) ?? []), operationOf(path, method, one, names)]);
    }
  return [...groups]
    .map(([name, operations]) => ({
      name,
      operations: operations.toSorted((a, b) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1)),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
