import type { IncomingMessage, ServerResponse } from "node:http";
import { log } from "#lib/core/log.ts";

/** Links that let somebody in, or do something for them: what follows is as good as a password. */
const SECRET_PATH = /^\/(join|reset|stop|api\/calendar|api\/notices\/stop)\/.*/;
const MAX_PATH = 300;

/** An address as it may stand in the log: no query, for that holds what people look for, and no link that lets somebody in. */
export const loggedPath = (url: string): string =>
  (url.split("?", 1)[0] ?? "").replace(SECRET_PATH, "/$1/[token]").slice(0, MAX_PATH);

/** One line a request when it is answered, at the level "debug": scripts and styles at "trace". */
export function logRequest(request: IncomingMessage, response: ServerResponse): void {
  const startedAt = performance.now();
  const { method, url = "" } = request;
  response.once("close", () => {
    const line = {
      method,
      path: loggedPath(url),
      status: response.statusCode,
      ms: Math.round(performance.now() - startedAt),
      ...(response.writableFinished ? {} : { aborted: true }),
    };
    if (url.startsWith("/_next/static/")) log.trace(line, "request");
    else log.debug(line, "request");
  });
}
