/** As much of JSON schema as GitBook's OpenAPI file uses for teams, members and organizations. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

const FORMATS: Record<string, (text: string) => boolean> = {
  "date-time": (text) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)),
  uri: (text) => URL.canParse(text),
  email: (text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text),
};

const typeOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : typeof value;

const hasType = (value: unknown, type: string): boolean =>
  type === "integer" ? Number.isInteger(value) : typeOf(value) === type;

/** Checks values against schemas of one document. `closed` also refuses fields that a schema does not name. */
export const schemaChecker = (document: unknown, closed: boolean) => {
  const resolve = <T extends { $ref?: string }>(given: T): T => {
    if (given.$ref === undefined) return given;
    let found: unknown = document;
    for (const key of given.$ref.slice(2).split("/"))
      found = (found as Record<string, unknown> | undefined)?.[
        key.replaceAll("~1", "/").replaceAll("~0", "~")
      ];
    if (found === undefined) throw new Error(`No ${given.$ref} in the OpenAPI file`);
    return resolve(found as T);
  };

  const checkText = (schema: Schema, text: string, at: string): string[] => {
    const wrong: string[] = [];
    if (schema.minLength !== undefined && text.length < schema.minLength) wrong.push(`${at}: too short`);
    if (schema.maxLength !== undefined && text.length > schema.maxLength) wrong.push(`${at}: too long`);
    if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(text))
      wrong.push(`${at}: does not match ${schema.pattern}`);
    const format = schema.format === undefined ? undefined : FORMATS[schema.format];
    if (format !== undefined && !format(text)) wrong.push(`${at}: is no ${schema.format}`);
    return wrong;
  };

  const checkObject = (schema: Schema, value: Record<string, unknown>, at: string): string[] => {
    const { properties = {}, required = [], additionalProperties } = schema;
    const wrong = required
      .filter((name) => !Object.hasOwn(value, name))
      .map((name) => `${at}.${name}: is missing`);
    for (const [name, field] of Object.entries(value)) {
      const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (own !== undefined) wrong.push(...check(own, field, `${at}.${name}`));
      else if (typeof additionalProperties === "object")
        wrong.push(...check(additionalProperties, field, `${at}.${name}`));
      else if (additionalProperties === false || (closed && schema.properties !== undefined))
        wrong.push(`${at}.${name}: unknown field`);
    }
    return wrong;
  };

  const check = (given: Schema, value: unknown, at: string): string[] => {
    const schema = resolve(given);
    const wrong: string[] = [];
    for (const part of schema.allOf ?? []) wrong.push(...check(part, value, at));
    const fits = (parts: Schema[]): number =>
      parts.filter((part) => check(part, value, at).length === 0).length;
    if (schema.oneOf !== undefined && fits(schema.oneOf) !== 1)
      wrong.push(`${at}: fits not exactly one variant`);
    if (schema.anyOf !== undefined && fits(schema.anyOf) === 0) wrong.push(`${at}: fits no variant`);
    const types = schema.type === undefined ? [] : [schema.type].flat();
    if (types.length > 0 && !types.some((type) => hasType(value, type)))
      return [...wrong, `${at}: is ${typeOf(value)}, not ${types.join(" or ")}`];
    if (schema.enum !== undefined && !schema.enum.includes(value))
      wrong.push(`${at}: ${JSON.stringify(value)} is none of ${JSON.stringify(schema.enum)}`);
    if (typeof value === "string") wrong.push(...checkText(schema, value, at));
    if (typeof value === "number") {
      if (schema.minimum !== undefined && value < schema.minimum)
        wrong.push(`${at}: below ${schema.minimum}`);
      if (schema.maximum !== undefined && value > schema.maximum)
        wrong.push(`${at}: above ${schema.maximum}`);
    }
    if (Array.isArray(value)) {
      const { items } = schema;
      if (items !== undefined)
        for (const [index, item] of value.entries()) wrong.push(...check(items, item, `${at}[${index}]`));
    } else if (value !== null && typeof value === "object")
      wrong.push(...checkObject(schema, value as Record<string, unknown>, at));
    return wrong;
  };

  return { check, resolve };
};
