import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readContainerfile } from "./containerfile.ts";
import { SERVER_ENV, SERVER_FLAGS } from "./setup/flags.mjs";

const root = path.resolve(import.meta.dirname, "..");
const read = (name: string): string => readFileSync(path.join(root, name), "utf8");
/** What the build stage's own steps make. */
const MADE = [/^\.next$/, /^node_modules$/];

describe("the Containerfile", () => {
  const stages = readContainerfile();
  const last = stages.at(-1);
  const ignored = read("deploy/Containerfile.dockerignore")
    .split("\n")
    .filter(Boolean)
    .map((line) => new RegExp(`^${line.replaceAll(".", "\\.").replaceAll("*", "[^/]*")}$`));

  it("copies nothing that is not there", () => {
    const sources = stages.flatMap(({ copies }) => copies.flatMap((copy) => copy.sources));
    expect(sources.length).toBeGreaterThan(8);
    const gone = sources
      .map((source) => source.replace(/^\/app\//, ""))
      .filter((source) => !MADE.some((made) => made.test(source)))
      .filter((source) => !existsSync(path.join(root, source)) || ignored.some((rule) => rule.test(source)));
    expect(gone).toEqual([]);
    const froms = stages.flatMap(({ copies }) => copies.flatMap(({ from }) => from ?? []));
    expect(froms.filter((from) => !stages.some(({ name }) => name === from))).toEqual([]);
  });

  it("starts what `npm start` starts, as nobody in particular", () => {
    expect(last?.cmd).toEqual(["node", ...SERVER_FLAGS, "bin/server.ts"]);
    expect(last?.env).toMatchObject({ ...SERVER_ENV, HOST: "0.0.0.0", ROLLCALL_DATA_DIR: "/data" });
    expect(last?.user).toBe("node");
  });
});

describe("the compose files", () => {
  const files = ["deploy/compose.yaml", "deploy/compose.postgres.yaml"];

  it("name settings that there are, and files that there are", () => {
    const settings = read("lib/core/env.ts");
    for (const file of files)
      for (const [, name = ""] of read(file).matchAll(/^\s+((?:ROLLCALL|DATABASE)_\w+):/gm))
        expect(settings, `${name} of ${file}`).toMatch(new RegExp(`^\\s+${name}: `, "m"));
    const [, context = "", dockerfile = ""] =
      /context: (\S+)\n\s+dockerfile: (\S+)/.exec(read("deploy/compose.yaml")) ?? [];
    expect(existsSync(path.join(root, "deploy", context, dockerfile))).toBe(true);
    expect(read("docs/operations.md")).toContain("-f deploy/compose.yaml -f deploy/compose.postgres.yaml");
  });

  it("give no more than the unit of systemd does", () => {
    const text = read("deploy/compose.yaml");
    for (const line of [
      "read_only: true",
      "cap_drop: [ALL]",
      '"no-new-privileges:true"',
      '"127.0.0.1:3000:3000"',
    ])
      expect(text).toContain(line);
    // A secret that a file has by default is one that everybody has.
    for (const file of files) expect(read(file)).not.toMatch(/(?:PASSWORD|KEYS)\}?: (?!\$\{\w+:\?\})/);
  });
});

describe("public/", () => {
  it("has the icons that the web manifest names, in the sizes that it says", () => {
    const manifest = JSON.parse(read("public/manifest.webmanifest")) as {
      icons: { src: string; sizes: string }[];
    };
    expect(manifest.icons.length).toBeGreaterThan(2);
    for (const { src, sizes } of manifest.icons) {
      const png = readFileSync(path.join(root, "public", src));
      expect(png.subarray(1, 4).toString()).toBe("PNG");
      expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`).toBe(sizes);
    }
    expect(readdirSync(path.join(root, "public"))).toEqual(
      expect.arrayContaining(["apple-touch-icon.png", "favicon.ico", "robots.txt"]),
    );
  });

  it("asks search engines to stay away", () => expect(read("public/robots.txt")).toMatch(/^Disallow: \/$/m));
});
