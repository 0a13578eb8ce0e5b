import type { Command } from "commander";
import { type Api, answerOf } from "../api/client.ts";
import type { WhoAmI } from "../api/contract.ts";
import { configFile, readConfig, writeConfig } from "../config/file.ts";
import { givenOrigin } from "../config/settings.ts";
import { isToken } from "../config/token.ts";
import type { Context } from "../context.ts";
import { EXIT, type ExitCode, usageError } from "../exit.ts";
import { askHidden, readPiped } from "../input/hidden.ts";
import type { Runner } from "../run.ts";

const MOST_TOKEN_BYTES = 4_096;

const whoIs = (api: Api): Promise<WhoAmI> => answerOf(api.GET("/whoami"));

/** The token that is typed or piped. One that cannot be a token is not sent anywhere. */
async function readToken({ io, out }: Context, origin: string): Promise<string> {
  const given = io.stdin.isTTY
    ? await askHidden(io, `API token for ${origin} (made under Settings, API tokens; not shown): `)
    : await readPiped(io.stdin, MOST_TOKEN_BYTES);
  const token = given.trim();
  out.hide(token);
  if (token === "")
    throw usageError("No token was given. Type it, or pipe it in: rollcall login < token.txt");
  if (!isToken(token))
    throw usageError(
      "That is no API token of Rollcall: it begins with rcl_ and has 53 signs. Was it copied whole?",
    );
  return token;
}

async function login(context: Context): Promise<ExitCode> {
  const { io, out, options } = context;
  const config = await readConfig(io);
  const origin = givenOrigin(io, options) ?? config.current;
  if (origin === undefined)
    throw usageError("Say which server: rollcall login --url https://rollcall.example.com");
  if (io.env.ROLLCALL_TOKEN)
    out.note("ROLLCALL_TOKEN is set: it is used instead of the token that is kept here.");
  const token = await readToken(context, origin);
  const me = await whoIs(await context.apiOf({ origin, token }));
  const servers = { ...config.servers, [origin]: { token } };
  const file = await writeConfig(io, { current: origin, servers });
  out.note(`The token is kept in ${file}, for you alone.`);
  tellWho(context, origin, me);
  return EXIT.done;
}

async function logout({ io, out, options }: Context): Promise<ExitCode> {
  const config = await readConfig(io);
  const origin = givenOrigin(io, options) ?? config.current;
  const { [origin ?? ""]: kept, ...servers } = config.servers;
  const { current, ...rest } = config;
  const isCurrent = current === origin;
  if (kept !== undefined) await writeConfig(io, { ...(isCurrent ? rest : config), servers });
  out.document({ server: origin ?? null, wasKept: kept !== undefined });
  out.note(
    kept === undefined
      ? "No token was kept."
      : `The token for ${origin} is no longer kept in ${configFile(io)}. It works until it is ended in Rollcall: Settings, API tokens.`,
  );
  return EXIT.done;
}

/** Who the token is, for a person and for a program. */
function tellWho({ out }: Context, origin: string, me: WhoAmI): void {
  out.document({ url: origin, ...me });
  const { token, user, limits, server } = me;
  out.facts([
    ["Server", `${origin} (Rollcall ${server.version})`],
    ["User", `${user.name} <${user.email}>`],
    ["Token", `${token.name}${token.kind === "agent" ? " (an agent: it can only ask)" : ""}`],
    ["Ends", token.endsAt],
    ["Scopes", token.scopes.join(", ")],
    ["Limits", limits === null ? "none of its own" : limitWords(limits)],
  ]);
}

const limitWords = (limits: NonNullable<WhoAmI["limits"]>): string =>
  limits.length === 0
    ? "sees nothing"
    : limits
        .map(({ label, teamIds }) => (teamIds === null ? label : `${label} (${teamIds.length} of its teams)`))
        .join(", ");

export function addAccount(program: Command, runner: Runner): void {
  program
    .command("login")
    .description("keep a token for a server: typed unseen, or from standard input")
    .addHelpText(
      "after",
      "\nThe token is never an argument: those stand in the shell's history and in the list of processes.\n  rollcall login --url https://rollcall.example.com\n  pass show rollcall | rollcall login --url https://rollcall.example.com",
    )
    .action(runner.action(login));
  program
    .command("logout")
    .description("forget the token that is kept for a server")
    .action(runner.action(logout));
  program
    .command("whoami")
    .description("say whose token it is, and what it may")
    .action(
      runner.action(async (context) => {
        const { api, origin } = await context.server();
        tellWho(context, origin, await whoIs(api));
        return EXIT.done;
      }),
    );
}
