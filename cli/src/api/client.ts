import createClient, { type Client } from "openapi-fetch";
import { CliError, EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import type { paths } from "./api.d.ts";
import { fetchThrough } from "./proxy.ts";
import { makeTransport, type TransportOptions } from "./transport.ts";

/** The API of one server, typed by the document that it publishes. */
export type Api = Client<paths>;
export type Query = Record<string, string | number | undefined>;
export type ListPage<Row> = { items: Row[]; next: string | null; total?: number };

/** The most rows that the server gives at a time. */
const PAGE = 200;

export async function connect(io: Io, options: Omit<TransportOptions, "io" | "fetch">): Promise<Api> {
  const send = makeTransport({ ...options, io, fetch: await fetchThrough(io) });
  return createClient<paths>({ baseUrl: `${options.origin}/api/v1`, fetch: send });
}

/** What was answered. Everything but a success was thrown before. */
export async function answerOf<Data>(asked: Promise<{ data?: Data }>): Promise<Data> {
  const { data } = await asked;
  if (data === undefined)
    throw new CliError(EXIT.failed, "BAD_ANSWER", "The server's answer cannot be read.");
  return data;
}

/** All rows of a list, page by page; `most` of them where only so many are wanted. */
export async function allOf<Row>(
  list: (place: { limit: number; cursor?: string }) => Promise<ListPage<Row>>,
  most = Number.POSITIVE_INFINITY,
): Promise<Row[]> {
  const rows: Row[] = [];
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const limit = Math.min(PAGE, most - rows.length);
    const page = await list(cursor === undefined ? { limit } : { limit, cursor });
    rows.push(...page.items.slice(0, limit));
    cursor = page.next ?? undefined;
    if (cursor !== undefined && seen.has(cursor))
      throw new CliError(EXIT.failed, "BAD_ANSWER", "The server answers the same page again and again.");
    if (cursor !== undefined) seen.add(cursor);
  } while (cursor !== undefined && rows.length < most);
  return rows;
}
