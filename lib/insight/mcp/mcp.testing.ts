import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { NextRequest } from "next/server";
import { GET, POST, DELETE as REMOVE } from "../../../app/api/mcp/route.ts";

const ADDRESS = "http://127.0.0.1:3000/api/mcp";
const HANDLERS: Record<string, (request: NextRequest) => Promise<Response>> = { GET, POST, DELETE: REMOVE };

/** The versions of MCP that a client may speak: with sessions as they were, and since 2026-07-28. */
export const ERAS = ["legacy", "auto"] as const;

/** Asks the route as Next would. */
export async function askMcp(init: {
  method?: string;
  headers?: HeadersInit;
  body?: string;
  signal?: AbortSignal;
}): Promise<Response> {
  const { method = "POST" } = init;
  const handler = HANDLERS[method];
  if (!handler) throw new Error(`The route has no ${method}`);
  const headers = new Headers(init.headers);
  headers.set("x-forwarded-for", "203.0.113.7");
  const { body, signal } = init;
  return handler(
    new NextRequest(ADDRESS, {
      ...{ method, headers },
      ...(body === undefined ? {} : { body }),
      ...(signal ? { signal } : {}),
    }),
  );
}

/** A client of the SDK that speaks to the route itself. */
export async function connectMcp(token: string, mode: (typeof ERAS)[number] = "auto"): Promise<Client> {
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode } });
  const transport = new StreamableHTTPClientTransport(new URL(ADDRESS), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
    fetch: (_url, init) => askMcp(init as Parameters<typeof askMcp>[0]),
  });
  await client.connect(transport);
  return client;
}

/** What a tool said: the API's answer, or the code and reason of a refusal. */
export type Said = { note: string; cut: string | null; data: Record<string, unknown> } & Record<
  string,
  unknown
>;

/** Calls a tool as an agent with this token does. */
export async function callTool(token: string, name: string, given: Record<string, unknown> = {}) {
  const client = await connectMcp(token);
  const result = await client.callTool({ name, arguments: given });
  const [first] = result.content;
  const text = first?.type === "text" ? first.text : "";
  return { isError: result.isError === true, text, said: JSON.parse(text) as Said };
}

/** A message as a client without the SDK sends it. */
export const post = (
  token: string,
  message: unknown,
  headers: Record<string, string> = {},
): Promise<Response> =>
  askMcp({
    headers: {
      authorization: `Bearer ${token}`,
      accept: "application/json, text/event-stream",
      "content-type": "application/json",
      ...headers,
    },
    body: typeof message === "string" ? message : JSON.stringify(message),
  });
