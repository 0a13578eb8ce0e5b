import type { Command } from "commander";
import type { ListPage, Query } from "../api/client.ts";
import { usageError } from "../exit.ts";

export type ListOptions = { filter?: string[]; limit?: string };

const collect = (given: string, before: string[] = []): string[] => [...before, given];

/** The options of every list. */
export const withListOptions = (command: Command, most: string): Command =>
  command
    .option(
      "-f, --filter <name=value>",
      "one of the API's parameters, as role=admin; may be given again",
      collect,
    )
    .option("-n, --limit <rows>", `how many rows at most (${most})`);

/** What `--filter` asks for. Which names there are, the server knows: it refuses others by name. */
export function queryOf({ filter = [] }: ListOptions, given: Query = {}): Query {
  const query: Query = { ...given };
  for (const one of filter) {
    const [, name = "", value = ""] = /^([a-zA-Z]{1,40})=(.*)$/s.exec(one) ?? [];
    if (name === "" || name === "cursor" || name === "limit")
      throw usageError(`--filter is given as name=value, and not “${one}”.`);
    if (query[name] !== undefined) throw usageError(`“${name}” is given twice.`);
    query[name] = value;
  }
  return query;
}

export function limitOf({ limit }: ListOptions, fallback = Number.POSITIVE_INFINITY): number {
  if (limit === undefined) return fallback;
  if (!/^[1-9]\d{0,6}$/.test(limit)) throw usageError("--limit is a whole number from 1.");
  return Number(limit);
}

/** A call of openapi-fetch as `allOf` asks for pages: the filter's names are the server's matter. */
export type Lister = (query: never) => Promise<{ data?: ListPage<unknown> }>;
