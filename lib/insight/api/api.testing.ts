import { readdir } from "node:fs/promises";
import path from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { NextRequest } from "next/server";
import type { Half } from "#lib/access/grants/world.testing.ts";
import { createToken } from "#lib/access/tokens/mutations.ts";
import { type CreateToken, createTokenSchema } from "#lib/access/tokens/schema.ts";
import { insertUser } from "#lib/access/users/mutations.ts";
import type { Role, Viewer } from "#lib/core/permissions.ts";
import { db, transact } from "#lib/store/db/connection.ts";
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

const AT = "2026-01-01T00:00:00.000Z";
const LATER = "2099-01-01T00:00:00.000Z";
export const planIdOf = (half: Half): string => `${half.teamId}-plan`;
export const approvalIdOf = (half: Half): string => `${half.teamId}-approval`;

/** A plan and a request for approval about a half of the world. */
export async function insertPlanOf(half: Half, userId: string): Promise<void> {
  const changes = [half.teamId, half.otherTeamId].map((teamId) => ({
    kind: "team.rename",
    input: { teamId, title: `New ${teamId}` },
  }));
  await db()
    .insertInto("plans")
    .values({
      ...{ id: planIdOf(half), user_id: userId, kind: "changes", asked: JSON.stringify({ changes }) },
      ...{ digest: "none", bytes: 1, created_at: AT, expires_at: LATER },
    })
    .execute();
  const id = approvalIdOf(half);
  const asked = changes.map(({ input }) => ({
    ...{ title: input.title, before: "", after: "" },
    warnings: [],
  }));
  await db()
    .insertInto("approvals")
    .values({
      ...{
        id,
        user_id: userId,
        state: "pending",
        asked_at: AT,
        expires_at: LATER,
        name: `Of ${half.teamId}`,
      },
      ...{ size: 2, changes: JSON.stringify(changes), asked: JSON.stringify(asked), acknowledged: "[]" },
      ...{ idempotency_key: id, payload_digest: "" },
    })
    .execute();
  await db()
    .insertInto("approval_places")
    .values({
      ...{ approval_id: id, seq: 0, connection_id: half.connectionId, team_id: half.teamId },
      kind: "team.rename",
    })
    .execute();
}

/** As Next calls it: a route without parameters is given none. */
type Handler = (
  request: NextRequest,
  context: { params: Promise<{ id: string } | undefined> },
) => Promise<Response>;
export type Asking = {
  /** What is sent: then it is a POST. */
  body?: unknown;
  token?: string;
  id?: string;
  query?: string;
  headers?: Record<string, string>;
};

/** Asks a route of the API as a program does; what it answers is held against the document. */
export async function ask(
  to: string,
  { token, id = "none", query = "", headers = {}, body: sent }: Asking = {},
) {
  const method = sent === undefined ? "GET" : "POST";
  const route: Record<"GET" | "POST", Handler> = await import(
    /* @vite-ignore */ path.join(ROOT, to.replaceAll("{id}", "[id]"), "route.ts")
  );
  const request = new NextRequest(`${ORIGIN}/api/v1${to.replace("{id}", encodeURIComponent(id))}?${query}`, {
    method,
    headers: {
      "x-forwarded-for": "203.0.113.7",
      ...(sent === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(sent === undefined ? {} : { body: typeof sent === "string" ? sent : JSON.stringify(sent) }),
  });
  const response = await route[method](request, {
    params: Promise.resolve(to.includes("{id}") ? { id } : undefined),
  });
  const text = await response.text();
  const body: unknown = text === "" ? undefined : JSON.parse(text);
  if (response.status !== 304) assertDocumented(to, method === "GET" ? "get" : "post", response.status, body);
  return { status: response.status, headers: response.headers, text, body };
}

const ajv = new Ajv2020({
  ...{ strict: true, allErrors: true, discriminator: false },
  formats: { "date-time": true, date: true, email: true },
});

const document = openApi();
const checks = new Map<string, ValidateFunction>();

/** What the document says of an answer. Throws where it does not know of it. */
function checkOf(to: string, method: "get" | "post", status: number): ValidateFunction {
  const name = `${method} ${to} ${status}`;
  const known = checks.get(name);
  if (known) return known;
  const responses: Record<string, unknown> = document.paths[to]?.[method]?.responses ?? {};
  const described = responses[status] as { content?: Record<string, { schema?: object }> } | undefined;
  if (!described) throw new Error(`${name} is not in the document`);
  const own = described.content?.["application/json"]?.schema;
  const made = ajv.compile((status < 300 ? own : document.components.schemas.Problem) ?? false);
  checks.set(name, made);
  return made;
}

/** Throws where an answer is not as the document says. */
function assertDocumented(to: string, method: "get" | "post", status: number, body: unknown): void {
  const check = checkOf(to, method, status);
  if (!check(body))
    throw new Error(`${method} ${to}: ${ajv.errorsText(check.errors)} in ${JSON.stringify(body)}`);
}
