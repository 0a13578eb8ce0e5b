import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import type { Page } from "@playwright/test";
import { callAction } from "./server-actions.ts";

/** Makes a token as the dialog does. It works from now on. */
export async function makeToken(
  page: Page,
  given: { name: string; kind?: "user" | "agent"; scopes: readonly string[] },
): Promise<string> {
  const { token } = await callAction<{ token: string }>(page, "createTokenAction", given);
  return token;
}

/** What a tool said: the API's answer, or the code and reason of a refusal. */
export type Said = { isError: boolean; text: string; data: Record<string, unknown> };

/** An agent with a token: the SDK's own client, in the newest version of the protocol that both know. */
export async function connectAgent(url: string, token: string) {
  const client = new Client({ name: "an agent", version: "1" }, { versionNegotiation: { mode: "auto" } });
  await client.connect(
    new StreamableHTTPClientTransport(new URL("/api/mcp", url), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    }),
  );
  const use = async (name: string, given: Record<string, unknown> = {}): Promise<Said> => {
    const { content, isError = false } = await client.callTool({ name, arguments: given });
    const [first] = content;
    const text = first?.type === "text" ? first.text : "";
    const said = JSON.parse(text) as Record<string, unknown>;
    return { isError, text, data: isError ? said : (said.data as Record<string, unknown>) };
  };
  return { client, use, close: () => client.close() };
}

/** What lists of a tool's ids there are, by the tool that wants one of them. */
const LISTS = {
  list_members: "list_teams",
  get_person: "list_people",
  get_batch: "list_batches",
} as const;
const SCOPES = [
  "team.read",
  "member.read",
  "secret.read",
  "activity.read",
  "connection.read",
  "member.setRole",
];

/** Has an agent use every tool that reads, with everything that there is, and plan something. Returns its token. */
export async function useEveryTool(page: Page, url: string): Promise<string> {
  const token = await makeToken(page, { name: "Every tool", kind: "agent", scopes: SCOPES });
  const agent = await connectAgent(url, token);
  const idsOf = async (list: string) => {
    const { data } = await agent.use(list, { limit: 200 });
    return (data.items as { id: string }[]).map(({ id }) => id);
  };
  for (const name of ["list_connections", "list_secrets", "list_events"])
    await agent.use(name, { limit: 200 });
  for (const [name, list] of Object.entries(LISTS))
    for (const id of await idsOf(list)) await agent.use(name, { id, limit: 200 });
  const filter = { of: "people", filter: {}, action: { do: "demote" } };
  const { isError, text } = await agent.use("propose_changes", { filter });
  if (isError) throw new Error(text);
  await agent.close();
  return token;
}
