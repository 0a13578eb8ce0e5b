import { readdir } from "node:fs/promises";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { NextRequest } from "next/server";
import { createToken } from "#lib/access/tokens/mutations.ts";
import { type CreateToken, createTokenSchema } from "#lib/access/tokens/schema.ts";
import { insertUser } from "#lib/access/users/mutations.ts";
import type { Role, Viewer } from "#lib/core/permissions.ts";
import { transact } from "#lib/store/db/connection.ts";
import { openApi } from "./openapi.ts";

const ROOT = path.resolve(import.meta.dirname, "../../../app/api/v1");
const ORIGIN = "http://127.0.0.1:3000";

/** Somebody new who may make tokens. */
export async function somebody(name: string, role: Role): Promise<Viewer> {
  const email = `${name.replaceAll(" ", ".")}@example.com`;
  const userId = await transact((tx) => insertUser(tx, { name, email, role, passwordHash: null }));
  return { userId, name, email, role, sessionId: `session of ${name}`, scope: "all" };
}

export const makeToken = (viewer: Viewer, given: CreateToken) =>
  createToken(viewer, createTokenSchema.parse(given));

/** "/teams/{id}": every route of the API but the document and what answers for all others. */
export async function apiPaths(): Promise<string[]> {
  const files = await readdir(ROOT, { recursive: true });
  return files
    .filter((file) => file.endsWith("route.ts") && !/openapi|roster\.schema|\.\.\.rest/.test(file))
    .map((file) => `/${path.dirname(file).replaceAll("[id]", "{id}")}`)
    .sort();
}

/** As Next calls it: a route without parameters is given none. */
type Handler = (
  request: NextRequest,
  context: { params: Promise<{ id: string } | undefined> },
) => Promise<Response>;
export type Asking = {
  token?: string;
  id?: string;
  query?: string;
  headers?: Record<string, string>;
};

/** Asks a route of the API as a program does; what it answers is held against the document. */
export async function ask(to: string, { token, id = "none", query = "", headers = {} }: Asking = {}) {
  const { GET }: { GET: Handler } = await import(
    /* @vite-ignore */ path.join(ROOT, to.replaceAll("{id}", "[id]"), "route.ts")
  );
  const request = new NextRequest(`${ORIGIN}/api/v1${to.replace("{id}", encodeURIComponent(id))}?${query}`, {
    headers: {
      "x-forwarded-for": "203.0.113.7",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
  });
  const response = await GET(request, {
    params: Promise.resolve(to.includes("{id}") ? { id } : undefined),
  });
  const text = await response.text();
  const body: unknown = text === "" ? undefined : JSON.parse(text);
  if (response.status !== 304) assertDocumented(to, response.status, body);
  return { status: response.status, headers: response.headers, text, body };
}

const ajv = new Ajv2020({ strict: true, allErrors: true, formats: { "date-time": true } });

/** Throws where an answer is not as the document says. */
function assertDocumented(to: string, status: number, body: unknown): void {
  const document = openApi();
  const operation = document.paths[to]?.get;
  const described = Object.entries(operation?.responses ?? {}).find(([code]) => code === String(status))?.[1];
  if (!described) throw new Error(`${to}: ${status} is not in the document`);
  const schema =
    status === 200
      ? operation?.responses[200].content["application/json"].schema
      : document.components.schemas.Problem;
  const validate = ajv.compile(schema ?? false);
  if (!validate(body))
    throw new Error(`${to}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(body)}`);
}
