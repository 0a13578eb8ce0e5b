import { CliError, EXIT, type ExitCode } from "../exit.ts";
import { shown } from "../output/clean.ts";

/** A refusal or failure as the server says it (RFC 9457). */
export type Problem = {
  status: number;
  code: string;
  detail: string;
  fields?: Record<string, string[]>;
  reference?: string;
  risks?: unknown;
  brakes?: unknown;
};

const BY_CODE: Record<string, ExitCode> = {
  PLAN_CHANGED: EXIT.changes,
  NEEDS_CONFIRMATION: EXIT.refused,
  BRAKE: EXIT.refused,
  LAST_ADMIN: EXIT.refused,
  NOT_SUPPORTED: EXIT.refused,
  INVALID_INPUT: EXIT.usage,
};
const BY_STATUS: Record<number, ExitCode> = {
  400: EXIT.usage,
  401: EXIT.token,
  403: EXIT.refused,
  413: EXIT.usage,
  429: EXIT.unreachable,
  502: EXIT.unreachable,
  503: EXIT.unreachable,
  504: EXIT.unreachable,
};

const isProblem = (body: unknown): body is Problem =>
  typeof body === "object" &&
  body !== null &&
  typeof (body as Problem).code === "string" &&
  typeof (body as Problem).detail === "string";

/** What is wrong by name, without what the sentence before says already. */
const fieldLines = (fields: Record<string, string[]>, said: string): string =>
  Object.entries(fields)
    .flatMap(([name, texts]) => texts.map((text) => `${name}: ${text}`))
    .filter((line) => !said.includes(line))
    .map((line) => `; ${line}`)
    .join("");

/** An answer that is none of success, as this run's end. `body` is undefined where it was not JSON. */
export function problemError(status: number, body: unknown, origin: string): CliError {
  if (!isProblem(body)) {
    const exit = BY_STATUS[status] ?? EXIT.unreachable;
    return new CliError(
      exit,
      "NO_PROBLEM",
      `${origin} answered ${status}, and not as Rollcall does. Is this the right address?`,
      { status },
    );
  }
  const { code, detail, fields, reference, risks, brakes } = body;
  const isVendor = code.startsWith("VENDOR_");
  const exit = BY_CODE[code] ?? (isVendor ? EXIT.failed : (BY_STATUS[status] ?? EXIT.failed));
  const words = `${detail}${fields ? fieldLines(fields, detail) : ""}`;
  const where = reference && !detail.includes(reference) ? ` Reference: ${reference}` : "";
  return new CliError(exit, code, shown(`${words}${where}`), {
    status,
    ...(fields ? { fields } : {}),
    ...(reference ? { reference } : {}),
    ...(risks === undefined ? {} : { risks }),
    ...(brakes === undefined ? {} : { brakes }),
  });
}
