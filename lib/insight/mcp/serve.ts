import "server-only";
import {
  createMcpHandler,
  isInitializeRequest,
  isJsonContentType,
  isLegacyRequest,
  ProtocolErrorCode,
  readRequestBody,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import type { NextRequest } from "next/server";
import { problemOf } from "#lib/access/action/api-problem.ts";
import { countAsk, TOO_OFTEN } from "#lib/access/action/api-rate.ts";
import { requireTwoFactor, tokenViewer } from "#lib/access/action/api-token.ts";
import { isOwnOrigin } from "#lib/access/auth/origin.ts";
import { env } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { serverFor } from "./server.ts";

/** The server at the door takes no more either. */
const MOST_BYTES = 256 * 1024;
const MOST_IN_A_BATCH = 20;

/** Of sessions as they were before 2026-07-28. */
const isBeginning = (message: unknown): boolean =>
  typeof message === "object" && message !== null && "method" in message && message.method === "initialize";

const refusal = (status: number, code: number, message: string): Response =>
  Response.json({ jsonrpc: "2.0", id: null, error: { code, message } }, { status });

/** A page of another site cannot use a token that it has not, and has no business here either. */
function assertNoForeignOrigin(headers: Headers): void {
  if (headers.has("origin") && !isOwnOrigin(headers, env().ROLLCALL_URL, true))
    throw new AppError("FORBIDDEN", { reason: "No page of another site may ask this" });
}

/** A request of MCP before 2026-07-28. It is answered in one piece of JSON, and no stream is held open. */
async function answerLegacy(viewer: Viewer, request: Request, parsedBody: unknown): Promise<Response> {
  const server = serverFor(viewer);
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  try {
    return await transport.handleRequest(request, { parsedBody });
  } finally {
    await server.close();
  }
}

/** A request of MCP since 2026-07-28, or what is no request of any version. */
const answerModern = (viewer: Viewer, request: Request, parsedBody: unknown): Promise<Response> =>
  createMcpHandler(() => serverFor(viewer), { legacy: "reject" }).fetch(request, { parsedBody });

/**
 * A batch, which clients of before 2025-06-18 send: each message by itself, one after the other, so that none of them can
 * leave another one without an answer.
 */
async function answerBatch(viewer: Viewer, request: Request, batch: unknown[]): Promise<Response> {
  if (batch.length === 0 || batch.length > MOST_IN_A_BATCH)
    return refusal(400, ProtocolErrorCode.InvalidRequest, `A batch has 1 to ${MOST_IN_A_BATCH} messages`);
  if (batch.some(isBeginning))
    return refusal(400, ProtocolErrorCode.InvalidRequest, "A beginning is sent by itself");
  const answers: unknown[] = [];
  for (const message of batch) {
    const answer = await answerLegacy(viewer, request, message);
    const text = await answer.text();
    if (text !== "") answers.push(JSON.parse(text));
  }
  return answers.length > 0 ? Response.json(answers) : new Response(null, { status: 202 });
}

async function answer(viewer: Viewer, request: NextRequest): Promise<Response> {
  if (request.method !== "POST") {
    const refused = refusal(
      405,
      -32_000,
      "There are no sessions and no streams here: send each message by POST",
    );
    refused.headers.set("allow", "POST");
    return refused;
  }
  if (!isJsonContentType(request.headers.get("content-type")))
    return refusal(415, -32_000, "Send application/json");
  const body = await readRequestBody(request, MOST_BYTES).catch(() => undefined);
  if (body?.tooLarge) return refusal(413, -32_000, `A message has at most ${MOST_BYTES} bytes`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(body?.text ?? "");
  } catch {
    return refusal(400, ProtocolErrorCode.ParseError, "This is no JSON, or did not arrive whole");
  }
  // Each message of a batch is a question.
  for (const _message of Array.isArray(parsed) ? parsed.slice(1) : [])
    if (countAsk(viewer.sessionId).isOver) throw new AppError("TOO_MANY_ATTEMPTS", { reason: TOO_OFTEN });
  if (!(await isLegacyRequest(request, parsed))) return answerModern(viewer, request, parsed);
  if (isBeginning(parsed) && !isInitializeRequest(parsed))
    return refusal(
      400,
      ProtocolErrorCode.InvalidParams,
      "initialize wants protocolVersion, capabilities and clientInfo",
    );
  return Array.isArray(parsed) ? answerBatch(viewer, request, parsed) : answerLegacy(viewer, request, parsed);
}

/**
 * The MCP endpoint: streamable HTTP without sessions, for agents with a token. What the gate refuses is a problem as the API
 * has it; what MCP refuses, and what a tool does, is JSON-RPC.
 */
export async function serveMcp(request: NextRequest): Promise<Response> {
  let headers: Record<string, string> = { vary: "Authorization" };
  try {
    assertNoForeignOrigin(request.headers);
    const viewer = await tokenViewer(request.headers);
    const rate = countAsk(viewer.sessionId);
    headers = { ...headers, ...rate.headers };
    if (rate.isOver) throw new AppError("TOO_MANY_ATTEMPTS", { reason: TOO_OFTEN });
    requireTwoFactor(viewer);
    const made = await answer(viewer, request);
    for (const [name, value] of Object.entries({ ...headers, "cache-control": "no-store" }))
      made.headers.set(name, value);
    return made;
  } catch (error) {
    return problemOf(error, request.nextUrl.pathname, headers);
  }
}
