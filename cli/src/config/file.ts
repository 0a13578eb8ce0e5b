import { constants } from "node:fs";
import { chmod, type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { usageError } from "../exit.ts";
import type { Io } from "../io.ts";

/** The tokens that `login` keeps, each with the server that it is for. */
export type Config = { current?: string; servers: Record<string, { token: string }> };

/** Where the file is: beside other programs' settings. */
export function configFile({ env, home, platform }: Pick<Io, "env" | "home" | "platform">): string {
  const { XDG_CONFIG_HOME, APPDATA } = env;
  const ofWindows = platform === "win32" && APPDATA ? APPDATA : undefined;
  // A relative one counts as absent: the specification says so.
  const ofXdg = XDG_CONFIG_HOME && path.isAbsolute(XDG_CONFIG_HOME) ? XDG_CONFIG_HOME : undefined;
  return path.join(ofXdg ?? ofWindows ?? path.join(home, ".config"), "rollcall", "config.json");
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && (error as NodeJS.ErrnoException).code === code;

/** Refuses what somebody else could read or change. Windows has no such modes. */
async function requireOwn(handle: FileHandle, file: string, platform: string): Promise<void> {
  if (platform === "win32") return;
  const { mode, uid } = await handle.stat();
  if ((mode & 0o077) !== 0)
    throw usageError(
      `Others can read ${file}, which holds tokens. Run: chmod 600 "${file}" – and end those tokens in Rollcall if others were on this machine.`,
    );
  const own = process.getuid?.();
  if (own !== undefined && uid !== own)
    throw usageError(`${file} belongs to another user of this machine; it is not read.`);
}

/** What the file says; nothing where there is none. */
export async function readConfig(io: Pick<Io, "env" | "home" | "platform">): Promise<Config> {
  const file = configFile(io);
  let handle: FileHandle;
  try {
    handle = await open(file, "r");
  } catch (error) {
    if (isCode(error, "ENOENT")) return { servers: {} };
    throw usageError(`${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    await requireOwn(handle, file, io.platform);
    return parseConfig(await handle.readFile("utf8"), file);
  } finally {
    await handle.close();
  }
}

function parseConfig(text: string, file: string): Config {
  const broken = usageError(`${file} is no settings file of Rollcall. Remove it, then run: rollcall login`);
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw broken;
  }
  const { current, servers } = (given ?? {}) as { current?: unknown; servers?: unknown };
  if (typeof servers !== "object" || servers === null) throw broken;
  const known = Object.entries(servers as Record<string, unknown>).flatMap(([origin, entry]) => {
    const token = (entry as { token?: unknown } | null)?.token;
    return typeof token === "string" ? [[origin, { token }] as const] : [];
  });
  return {
    servers: Object.fromEntries(known),
    ...(typeof current === "string" ? { current } : {}),
  };
}

/** Writes the file whole, for its owner alone: nobody ever sees half of it. */
export async function writeConfig(
  io: Pick<Io, "env" | "home" | "platform">,
  config: Config,
): Promise<string> {
  const file = configFile(io);
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (io.platform !== "win32") await chmod(folder, 0o700);
  const next = path.join(folder, `.config.${process.pid}.tmp`);
  await rm(next, { force: true });
  const handle = await open(next, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(config, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, file);
  return file;
}
