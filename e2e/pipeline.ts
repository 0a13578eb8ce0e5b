import { spawn, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "../bin/child.ts";

const DOCS = readFileSync(path.join(root, "docs", "roster-as-code.md"), "utf8");
/** The files of the docs' recipes, as they stand there. */
export const RECIPES: ReadonlyMap<string, string> = new Map(
  [...DOCS.matchAll(/^```\w+ file=(\S+)\n([\s\S]*?)^```$/gm)].map(([, name = "", text = ""]) => [name, text]),
);
/** What the docs say to run once, to pin the command line. */
const PIN = /^```sh\n(npm pack[\s\S]*?)^```$/m.exec(DOCS)?.[1] ?? "";
/** The example of a roster. */
export const EXAMPLE = /^```yaml\n(# yaml-language-server[\s\S]*?)^```$/m.exec(DOCS)?.[1] ?? "";

export type Ran = { code: number; out: string };

/** A company's repository, with the recipes of the docs, and pipelines that run them in clones of their own. */
export class Pipelines {
  readonly folder = mkdtempSync(path.join(tmpdir(), "rollcall-pipelines-"));
  readonly #url: string;
  readonly #bare = path.join(this.folder, "roster.git");
  readonly #work = path.join(this.folder, "work");
  readonly #home = path.join(this.folder, "installed");
  #clones = 0;
  /** All that any step printed. */
  said = "";

  constructor(url: string) {
    this.#url = url;
  }

  /** The repository with the recipes and the pinned command line, which is installed as a pipeline does it. */
  begin(): void {
    this.#git(this.folder, "init", "--quiet", "--bare", "--initial-branch=main", this.#bare);
    this.#git(this.folder, "clone", "--quiet", this.#bare, this.#work);
    for (const [name, text] of RECIPES) this.write(name, text);
    mkdirSync(path.join(this.#work, "ci"), { recursive: true });
    const pinned = spawnSync("sh", ["-euc", PIN], {
      cwd: this.#work,
      encoding: "utf8",
      env: { ...process.env, ROSTER: this.#work, ROLLCALL: root },
    });
    if (pinned.status !== 0) throw new Error(`pinning failed\n${pinned.stdout}${pinned.stderr}`);
    const installed = this.#sh(this.#work, "sh ci/install.sh", {});
    if (installed.status !== 0) throw new Error(`installing failed\n${installed.stdout}${installed.stderr}`);
  }

  write(name: string, text: string): void {
    const file = path.join(this.#work, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  read(name: string): string {
    return readFileSync(path.join(this.#work, name), "utf8");
  }

  /** Commits what was written on a branch that begins at main, and pushes it. */
  push(branch: string, message: string, change: () => void): void {
    this.#git(this.#work, "fetch", "--quiet", "origin");
    if (this.#git(this.#work, "branch", "--remotes").includes("origin/main"))
      this.#git(this.#work, "checkout", "--quiet", "-B", branch, "origin/main");
    else this.#git(this.#work, "checkout", "--quiet", "-B", branch);
    change();
    this.#git(this.#work, "add", "--all");
    this.#git(this.#work, "commit", "--quiet", "--message", message);
    this.#git(this.#work, "push", "--quiet", "--force", "origin", branch);
  }

  /** Merges a branch into main, as the host does it. */
  merge(branch: string): void {
    const clone = this.clone("main");
    this.#git(clone, "merge", "--quiet", "--no-ff", "--message", `Merge ${branch}`, `origin/${branch}`);
    this.#git(clone, "push", "--quiet", "origin", "main");
  }

  /** What a pipeline checks out. */
  clone(branch: string): string {
    const folder = path.join(this.folder, `clone-${++this.#clones}`);
    this.#git(this.folder, "clone", "--quiet", "--branch", branch, this.#bare, folder);
    return folder;
  }

  /** A step of a pipeline in a clone: with a token as the host gives it, and nothing else of this process. */
  step(clone: string, script: string, token: string, more: Record<string, string> = {}): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const child = spawn("sh", ["-c", script], {
        cwd: clone,
        env: this.#env({ ROLLCALL_TOKEN: token, ...more }),
      });
      let out = "";
      const hear = (chunk: Buffer) => {
        out += chunk;
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.on("error", reject);
      child.on("close", (code) => {
        this.said += out;
        resolve({ code: code ?? -1, out });
      });
    });
  }

  /** An artifact of one pipeline, in the clone of another. */
  hand(file: string, from: string, to: string): void {
    cpSync(path.join(from, file), path.join(to, file));
  }

  /** A file of settings for cron, as the docs want it. */
  settings(token: string): string {
    const file = path.join(this.folder, "drift.env");
    const lines = Object.entries(this.#env({ ROLLCALL_TOKEN: token }))
      .filter(([name]) => name.startsWith("ROLLCALL_"))
      .map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(file, lines.join(""));
    chmodSync(file, 0o600);
    return file;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #env(more: Record<string, string>): NodeJS.ProcessEnv {
    return {
      PATH: [path.join(this.#home, "bin"), process.env.PATH ?? ""].join(path.delimiter),
      NODE_ENV: "production",
      ...{ HOME: this.folder, ROLLCALL_HOME: this.#home, ROLLCALL_URL: this.#url },
      ...{ GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
      ...more,
    };
  }

  #sh(cwd: string, script: string, more: Record<string, string>) {
    return spawnSync("sh", ["-c", script], {
      cwd,
      encoding: "utf8",
      env: this.#env(more),
    });
  }

  #git(cwd: string, ...args: string[]): string {
    const who = ["-c", "user.name=Pipeline", "-c", "user.email=pipeline@halden.example"];
    const { status, stdout, stderr } = spawnSync("git", [...who, ...args], {
      cwd,
      encoding: "utf8",
      env: this.#env({}),
    });
    if (status !== 0) throw new Error(`git ${args[0]} failed\n${stdout}${stderr}`);
    return stdout;
  }
}
