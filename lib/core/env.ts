import "server-only";
import path from "node:path";
import { z } from "zod";
import {
  between,
  flag,
  HOST_NAME,
  isDecodable,
  isProxyAddress,
  mailFrom,
  origin,
  proxyUrl,
  smtpUrl,
  syslogAddress,
  vendorUrl,
} from "#lib/core/env-fields.ts";
import { forgetPerProcess, perProcess } from "#lib/core/per-process.ts";
import { ROLES } from "#lib/core/permissions.ts";

/** A setting that cannot be used. Its message is one line that names the variable and never shows its value. */
export class EnvError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "EnvError";
  }
}

const settings = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/, "must be a host name or an IP address")
    .default("127.0.0.1"),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, "must be a port number")
    .transform(Number)
    .refine((port) => port <= 65_535, "must be a port number, at most 65535")
    .default(3000),
  ROLLCALL_URL: origin.optional(),
  /** Other services under the same name may still speak plain http: it has to be asked for. */
  ROLLCALL_HSTS_SUBDOMAINS: flag.default(false),
  ROLLCALL_DATA_DIR: z.string().default("./data"),
  DATABASE_URL: z
    .string()
    .regex(
      /^postgres(ql)?:\/\//,
      "must be a postgres:// address; leave it away for SQLite in the data folder",
    )
    // What stands behind a # is no part of an address: the rest would name another server.
    .refine((text) => !text.includes("#"), "must have each # in its password written as %23")
    .refine(
      (text) => URL.canParse(text) && isDecodable(text),
      "must be a postgres:// address: in its password / is written as %2F, ? as %3F and % as %25",
    )
    .optional(),
  ROLLCALL_KEYS: z.string().optional(),
  ROLLCALL_ADMIN_EMAIL: z.email("must be an e-mail address").optional(),
  ROLLCALL_ADMIN_PASSWORD: z.string().optional(),
  /** JSON or a file's path; `givenConnectionsSchema` parses it where it is used. */
  ROLLCALL_CONNECTIONS: z.string().optional(),
  ROLLCALL_TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .refine(
      (list) => list.every(isProxyAddress),
      "must list IP addresses or CIDR ranges, with commas between",
    )
    .default([]),
  HTTPS_PROXY: proxyUrl.optional(),
  HTTP_PROXY: proxyUrl.optional(),
  /** Not used: who sets it is told so. */
  ALL_PROXY: z.string().optional(),
  /** Hosts that are called straight; `lib/core/outbound-proxy.ts` reads it. */
  NO_PROXY: z.string().default(""),
  ROLLCALL_WEBHOOK_ALLOW: z
    .string()
    .transform((text) =>
      text
        .toLowerCase()
        .split(/[\s,]+/)
        .filter(Boolean),
    )
    .refine(
      (list) => list.every((entry) => isProxyAddress(entry) || HOST_NAME.test(entry)),
      "must list host names, IP addresses or CIDR ranges, with commas between",
    )
    .default([]),
  /** JSON or a file's path; `lib/access/oidc/config.ts` parses it at the start. */
  ROLLCALL_OIDC: z.string().optional(),
  ROLLCALL_TWO_FACTOR_ROLES: z
    .string()
    .transform((text) =>
      text
        .toLowerCase()
        .split(/[\s,]+/)
        .filter(Boolean),
    )
    .pipe(z.array(z.enum(ROLES, "must list roles (viewer, operator, admin), with commas between")))
    .default([]),
  ROLLCALL_STEP_UP_MINUTES: between(0, 1440).default(60),
  ROLLCALL_STEP_UP_CHANGES: between(1, 100_000).default(100),
  ROLLCALL_SESSION_IDLE_MINUTES: between(5, 43_200).default(10_080),
  ROLLCALL_SESSION_HOURS: between(1, 2_160).default(720),
  ROLLCALL_AUDIT_RETENTION_DAYS: between(1, 36_500).optional(),
  ROLLCALL_CHECKPOINT_HOURS: between(1, 8_760).default(6),
  ROLLCALL_CHECKPOINT_EVENTS: between(1, 999_999).default(1_000),
  /** Where checkpoints are appended to, a line each: best on a disk that this machine cannot rewrite. */
  ROLLCALL_CHECKPOINT_FILE: z.string().optional(),
  ROLLCALL_SYSLOG: syslogAddress.optional(),
  ROLLCALL_SMTP_URL: smtpUrl.optional(),
  ROLLCALL_SMTP_FROM: mailFrom.optional(),
  ROLLCALL_METRICS_TOKEN: z
    .string()
    .min(20, "must have at least 20 characters")
    .regex(/^\S+$/, "must have no spaces in it")
    .optional(),
  ROLLCALL_LOG_LEVEL: z
    .enum(
      ["trace", "debug", "info", "warn", "error", "fatal", "silent"],
      "must be a level such as info or warn",
    )
    .default("info"),
  ROLLCALL_DEMO: flag.default(false),
  /** A file with the milliseconds that tests moved the clock by; refused where a real vendor is talked to. */
  ROLLCALL_TEST_CLOCK: z.string().optional(),
});
const envSchema = settings
  .superRefine((env, context) => {
    const need = (name: keyof typeof env, message: string) =>
      context.addIssue({ code: "custom", path: [name], message });
    if (env.DATABASE_URL && !env.ROLLCALL_KEYS)
      need(
        "ROLLCALL_KEYS",
        "must be given with Postgres, so that every server process seals with the same keys",
      );
    if (env.ROLLCALL_ADMIN_EMAIL && !env.ROLLCALL_ADMIN_PASSWORD)
      need("ROLLCALL_ADMIN_PASSWORD", "must be given together with ROLLCALL_ADMIN_EMAIL");
    if (env.ROLLCALL_ADMIN_PASSWORD && !env.ROLLCALL_ADMIN_EMAIL)
      need("ROLLCALL_ADMIN_EMAIL", "must be given together with ROLLCALL_ADMIN_PASSWORD");
    if (env.ROLLCALL_SMTP_URL && !env.ROLLCALL_SMTP_FROM)
      need("ROLLCALL_SMTP_FROM", "must be given together with ROLLCALL_SMTP_URL: it is who mail is from");
  })
  .transform((env) => ({
    ...env,
    /** Whether somebody said which origin people use. Then no other Host is believed. */
    isUrlGiven: env.ROLLCALL_URL !== undefined,
    ROLLCALL_URL: env.ROLLCALL_URL ?? listeningOrigin(env.HOST, env.PORT),
    ROLLCALL_DATA_DIR: path.resolve(/* turbopackIgnore: true */ process.cwd(), env.ROLLCALL_DATA_DIR),
  }));

/** Nobody's browser can use a wildcard address as an origin, so it stands for this machine. */
function listeningOrigin(host: string, port: number): string {
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return new URL(`http://${name}:${port}`).origin;
}

/** The settings: names are the variables' own. `ROLLCALL_URL` is an origin; `ROLLCALL_DATA_DIR` is absolute. */
export type Env = z.infer<typeof envSchema> & VendorAddresses;

/** Where each vendor is, by the variable that its facts name; `apiUrl` reads and checks one. */
type VendorAddresses = { readonly [variable in `${string}_API_URL`]?: string };
const API_URL = /^[A-Z][A-Z0-9]*_API_URL$/;

/**
 * What a shell would have taken off or put in and a container engine's env file does not; undefined where it is neither.
 * Passed on as they are, quotes end up in a folder's name and in a password.
 */
function shellRest(value: string): string | undefined {
  if (/\r\n?$/.test(value)) return "ends with a carriage return: save the file with line ends of Unix";
  if (/^\s*(?:"[\s\S]*"|'[\s\S]*'|“[\s\S]*”|`[\s\S]*`)\s*$/.test(value))
    return "is in quotes, which no shell has taken off: write the value without them";
  if (/^\s*~(?:\/|$)/.test(value)) return "begins with ~, which no shell has replaced: write the whole path";
  return undefined;
}

/** Parses settings; an empty variable counts as absent. Throws `EnvError`, one line that names what is wrong. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
  for (const name of ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"])
    given[name] = given[name.toLowerCase()] ?? given[name];
  const addresses = Object.fromEntries(Object.entries(given).filter(([name]) => API_URL.test(name)));
  for (const name of Object.keys(settings.shape)) {
    const rest = shellRest(given[name] ?? "");
    if (rest) throw new EnvError(`${name} ${rest}`);
  }
  const parsed = envSchema.safeParse(given);
  if (parsed.success) return { ...addresses, ...parsed.data };
  throw new EnvError(
    parsed.error.issues.map((issue) => `${issue.path.join(".")} ${clause(issue.message)}`).join("; "),
  );
}

const clause = (message: string): string =>
  message.startsWith("must ") ? message : `is not usable: ${message.replace(/\s+/g, " ")}`;

/** The settings of this process, read from the environment once. Throws `EnvError`. */
export const env = (): Env => perProcess("env", () => parseEnv(process.env));

/** A vendor's base address without a slash at its end: the variable's, else the vendor's own. Throws `EnvError`. */
export function apiUrl(variable: `${string}_API_URL`, fallback: string): string {
  const given = env()[variable] ?? fallback;
  const parsed = vendorUrl.safeParse(given);
  const problem = shellRest(given) ?? parsed.error?.issues[0]?.message;
  if (!parsed.success || problem) throw new EnvError(`${variable} ${problem}`);
  return parsed.data;
}

/** Whether people reach Rollcall over https: decides `Secure` and the `__Host-` prefix of cookies. */
export const isHttps = (): boolean => env().ROLLCALL_URL.startsWith("https:");

/** Puts other settings in place of the environment's. For tests, and for a server that learns its port late. */
export function replaceEnv(settings: Env): void {
  forgetPerProcess("env");
  perProcess("env", () => settings);
}

/** next-auth reads its own address from the environment alone: it gets the one that people use. */
export function tellNextAuth(): void {
  process.env.NEXTAUTH_URL = `${env().ROLLCALL_URL}/api/auth`;
}
