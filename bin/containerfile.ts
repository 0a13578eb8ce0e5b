import { readFileSync } from "node:fs";
import path from "node:path";

type Copy = { from: string | undefined; sources: string[]; to: string };
export type Stage = {
  name: string | undefined;
  copies: Copy[];
  env: Record<string, string>;
  user: string | undefined;
  cmd: string[];
  health: string[];
};

const root = path.resolve(import.meta.dirname, "..");
const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);
const list = (text: string): string[] => JSON.parse(text.slice(text.indexOf("[")).replaceAll("\\\n", " "));

/** The stages of deploy/Containerfile, as far as tests follow them: what is copied, and how the last one starts. */
export function readContainerfile(): Stage[] {
  const text = readFileSync(path.join(root, "deploy", "Containerfile"), "utf8");
  const lines = text
    .replaceAll(/^#.*\n/gm, "")
    .replaceAll(/\\\n/g, " ")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const stages: Stage[] = [];
  for (const line of lines) {
    const [, instruction = "", rest = ""] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (instruction === "FROM") {
      const name = /\sAS\s+(\S+)$/i.exec(rest)?.[1];
      stages.push({ name, copies: [], env: {}, user: undefined, cmd: [], health: [] });
    }
    const stage = stages.at(-1);
    if (!stage) continue;
    if (instruction === "COPY") {
      const all = words(rest);
      const from = all.find((word) => word.startsWith("--from="))?.slice("--from=".length);
      const paths = all.filter((word) => !word.startsWith("--"));
      stage.copies.push({ from, sources: paths.slice(0, -1), to: paths.at(-1) ?? "" });
    }
    if (instruction === "ENV")
      for (const pair of words(rest)) {
        const [name = "", value = ""] = pair.split(/=(.*)/s);
        stage.env[name] = value;
      }
    if (instruction === "USER") stage.user = rest.trim();
    if (instruction === "CMD") stage.cmd = list(rest);
    if (instruction === "HEALTHCHECK") stage.health = list(rest);
  }
  return stages;
}
