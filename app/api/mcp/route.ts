import { serveMcp } from "#lib/insight/mcp/serve.ts";

/** POST /api/mcp: for agents with a token. GET and DELETE, which would be of streams and sessions, are refused as MCP wants it. */
export const GET = serveMcp;
export const POST = serveMcp;
export const DELETE = serveMcp;
