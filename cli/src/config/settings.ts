import { CliError, EXIT, usageError } from "../exit.ts";
import type { Io } from "../io.ts";
import { originOf } from "./address.ts";
import { readConfig } from "./file.ts";
import { isToken } from "./token.ts";

export type Server = { origin: string; token: string };
export type ServerOptions = { url?: string | undefined; insecureHttp?: boolean | undefined };

const NO_SERVER = "Say which Rollcall: run rollcall login, or set ROLLCALL_URL and ROLLCALL_TOKEN.";

/** The address that was given with the command or by the environment. */
export function givenOrigin(io: Pick<Io, "env">, { url, insecureHttp }: ServerOptions): string | undefined {
  const given = url ?? (io.env.ROLLCALL_URL || undefined);
  return given === undefined ? undefined : originOf(given, insecureHttp === true);
}

/** A token that was cut off, or is something else, is sent nowhere, and is in no message. */
function checked(token: string, where: string): string {
  if (isToken(token)) return token;
  throw new CliError(
    EXIT.token,
    "NO_TOKEN",
    `What ${where} holds is no API token of Rollcall: it begins with rcl_ and has 53 signs. Was it copied whole?`,
  );
}

/**
 * Whom to ask, and with which token. A token of the environment goes only where the environment or the command says; one
 * that was kept by `login` only to the server that it was kept for.
 */
export async function serverOf(io: Io, options: ServerOptions): Promise<Server> {
  const token = io.env.ROLLCALL_TOKEN?.trim() || undefined;
  const given = givenOrigin(io, options);
  if (token !== undefined) {
    if (given === undefined) throw usageError("ROLLCALL_TOKEN is set, ROLLCALL_URL is not: set both.");
    return { origin: given, token: checked(token, "ROLLCALL_TOKEN") };
  }
  const config = await readConfig(io);
  const origin = given ?? config.current;
  if (origin === undefined) throw new CliError(EXIT.token, "NO_TOKEN", NO_SERVER);
  const kept = config.servers[origin]?.token;
  if (kept === undefined)
    throw new CliError(
      EXIT.token,
      "NO_TOKEN",
      `There is no token for ${origin}. Run: rollcall login --url ${origin}`,
    );
  return {
    origin: originOf(origin, options.insecureHttp === true),
    token: checked(kept, "the settings file"),
  };
}
