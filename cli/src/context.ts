import { type Api, connect } from "./api/client.ts";
import { type Server, type ServerOptions, serverOf } from "./config/settings.ts";
import { usageError } from "./exit.ts";
import type { Io } from "./io.ts";
import { Output } from "./output/output.ts";
import { versionNote } from "./version.ts";

/** The options that every command has. */
export type GlobalOptions = ServerOptions & {
  json?: boolean;
  color?: boolean;
  verbose?: boolean;
  timeout?: string;
};

/** What a command works with. */
export class Context {
  readonly io: Io;
  readonly out: Output;
  readonly options: GlobalOptions;
  #hasSaidVersion = false;
  #server: Promise<{ api: Api; origin: string }> | undefined;

  constructor(io: Io, options: GlobalOptions) {
    this.io = io;
    this.options = options;
    this.out = new Output(io, { json: options.json === true, colour: options.color !== false });
  }

  /** The server and its API, by the token that is kept or given. */
  server(): Promise<{ api: Api; origin: string }> {
    this.#server ??= serverOf(this.io, this.options).then(async (server) => ({
      api: await this.apiOf(server),
      origin: server.origin,
    }));
    return this.#server;
  }

  async api(): Promise<Api> {
    return (await this.server()).api;
  }

  /** The API of this very server. */
  apiOf({ origin, token }: Server): Promise<Api> {
    this.out.hide(token);
    return connect(this.io, {
      origin,
      token,
      timeoutMs: this.#timeoutMs(),
      onAnswer: (line) => {
        if (this.options.verbose) this.out.note(line);
      },
      onWait: (line) => {
        if (this.out.isWatched || this.options.verbose) this.out.note(line);
      },
      onVersion: (version) => {
        const note = this.#hasSaidVersion ? undefined : versionNote(version);
        this.#hasSaidVersion = true;
        if (note !== undefined) this.out.note(note);
      },
    });
  }

  #timeoutMs(): number {
    const { timeout = "60" } = this.options;
    const seconds = /^\d{1,4}$/.test(timeout) ? Number(timeout) : 0;
    if (seconds < 1) throw usageError("--timeout is a whole number of seconds, from 1 to 9999.");
    return seconds * 1_000;
  }
}
