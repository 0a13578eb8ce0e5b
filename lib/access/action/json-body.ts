import "server-only";
import type { z } from "zod";
import { AppError, type FieldErrors } from "#lib/core/errors.ts";
import { assertMeasured, DEEPEST } from "./json-measure.ts";
import { type Lane, receiveBody } from "./receive-body.ts";

/** The largest body of the API: a roster of 50,000 lines. */
export const MOST_BODY_BYTES = 10 * 1024 * 1024;
/** Complaints that one answer names. */
const MOST_NAMED = 50;

const BODIES: Lane = {
  ...{ name: "api", most: MOST_BODY_BYTES, atOnce: 8 },
  tooLarge: () => new AppError("TOO_LARGE", { reason: "A body has at most 10 MB" }),
};

const wrong = (reason: string, fields?: FieldErrors): AppError =>
  new AppError("INVALID_INPUT", { reason, ...(fields ? { fields } : {}) });

/**
 * A request's JSON against its schema. Throws NOT_JSON, TOO_LARGE, TOO_MANY_ATTEMPTS, and INVALID_INPUT with what is wrong by its
 * path: unknown fields, and texts that no database holds, are refused by name. What was sent is in no complaint.
 */
export async function readJson<S extends z.ZodType>(
  request: Request,
  schema: S,
): Promise<{ given: z.input<S>; body: z.output<S> }> {
  const type = (request.headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new AppError("NOT_JSON");
  const bytes = await receiveBody(request, BODIES);
  assertMeasured(bytes);
  const given = parse(bytes);
  return { given: given as z.input<S>, body: readPlain(given, schema) };
}

/** What JSON was read as, against its schema. Throws INVALID_INPUT as `readJson` does. */
export function readPlain<S extends z.ZodType>(given: unknown, schema: S): z.output<S> {
  assertPlain(given);
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const fields = complaintsOf(read.error);
  const [[path = "", [first = "This is wrong"] = []] = []] = Object.entries(fields);
  throw wrong((path === "" ? first : `${path}: ${first}`).slice(0, 280), fields);
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    // What the parser says quotes what was sent.
    throw wrong("This is no JSON, or it did not arrive whole");
  }
}

type Part = { value: unknown; key: string; of: Part | undefined; depth: number };

function pathOf(part: Part): string {
  const keys: string[] = [];
  for (let at: Part | undefined = part; at?.of; at = at.of) keys.unshift(at.key.slice(0, 60));
  return keys.join(".");
}

/** Throws INVALID_INPUT for what passes for JSON and not for data: names that mean something to the language, half signs, depth. */
function assertPlain(given: unknown): void {
  const rest: Part[] = [{ value: given, key: "", of: undefined, depth: 0 }];
  for (let part = rest.pop(); part; part = rest.pop()) {
    const { value, depth } = part;
    const refuse = (what: string) => wrong(what, { [pathOf(part)]: [what] });
    if (typeof value === "string" && (value.includes("\0") || !value.isWellFormed()))
      throw refuse("This text has signs that no text may have");
    if (typeof value !== "object" || value === null) continue;
    if (depth > DEEPEST) throw refuse("This is nested too deep");
    for (const key of Object.keys(value)) {
      const inner = { value: (value as Record<string, unknown>)[key], key, of: part, depth: depth + 1 };
      if (key === "__proto__" || key.includes("\0") || !key.isWellFormed())
        throw wrong("There is no such field here", { [pathOf(inner)]: ["There is no such field here"] });
      rest.push(inner);
    }
  }
}

/** A schema's complaints by path; each unknown field by its own. */
function complaintsOf(error: z.ZodError): FieldErrors {
  const fields = new Map<string, string[]>();
  const note = (path: readonly PropertyKey[], text: string) => {
    const name = path.map((key) => String(key).slice(0, 60)).join(".");
    if (fields.size < MOST_NAMED || fields.has(name)) fields.set(name, [...(fields.get(name) ?? []), text]);
  };
  for (const issue of error.issues) {
    if (fields.size >= MOST_NAMED) break;
    if (issue.code === "unrecognized_keys")
      for (const key of issue.keys) note([...issue.path, key], "There is no such field here");
    else note(issue.path, issue.message);
  }
  return Object.fromEntries(fields);
}
