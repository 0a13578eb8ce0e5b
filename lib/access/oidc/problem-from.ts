import "server-only";
import { findProvider } from "./config.ts";
import { problemWords } from "./problems.ts";

type Query = Record<string, string | string[] | undefined>;

/** The sentence for what a callback says went wrong, in words of ours alone; undefined when nothing did. */
export function problemFrom({ problem, with: provider }: Query): string | undefined {
  const name = typeof provider === "string" ? findProvider(provider)?.name : undefined;
  return problemWords(typeof problem === "string" ? problem : undefined, name ?? "The provider");
}
