import { CliError, EXIT } from "../exit.ts";

const WORDS: Record<string, string> = {
  ECONNREFUSED: "nothing answers there",
  ENOTFOUND: "there is no host of this name",
  EAI_AGAIN: "the host's name cannot be looked up",
  ECONNRESET: "the connection was cut",
  UND_ERR_SOCKET: "the connection was cut",
  EPIPE: "the connection was cut",
  ETIMEDOUT: "it did not answer in time",
  UND_ERR_CONNECT_TIMEOUT: "it did not answer in time",
  UND_ERR_HEADERS_TIMEOUT: "it did not answer in time",
  UND_ERR_BODY_TIMEOUT: "it did not answer in time",
  EHOSTUNREACH: "there is no way to this host",
  ENETUNREACH: "there is no way to this host",
};
const OF_CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|HOSTNAME_MISMATCH/;
/** Trying again is of no use. */
const IS_FINAL = /UNKNOWN|ENOTFOUND|CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|ERR_INVALID/;

/** No whole answer came: whether the request had an effect is not known. */
export class Loss extends Error {
  readonly code: string;
  constructor(code: string, options?: ErrorOptions) {
    super(code, options);
    this.name = "Loss";
    this.code = code;
  }
  get isFinal(): boolean {
    return IS_FINAL.test(this.code);
  }
}

/** Why `fetch` failed, as far as it says: the errors of Node stand in `cause`, those of several addresses in `errors`. */
export function lossOf(error: unknown): Loss {
  if (error instanceof Loss) return error;
  let said = "UNKNOWN";
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at.name === "TimeoutError") return new Loss("ETIMEDOUT", { cause: error });
    const inner = at instanceof AggregateError ? (at.errors[0] as unknown) : at;
    const { code } = (inner ?? {}) as { code?: unknown };
    if (typeof code === "string") return new Loss(code, { cause: error });
    said = `UNKNOWN: ${at.message}`;
  }
  return new Loss(said, { cause: error });
}

export function unreachable(loss: Loss, origin: string): CliError {
  const why = OF_CERTIFICATE.test(loss.code)
    ? `its certificate is not trusted (${loss.code}). For a certificate authority of your own, set NODE_EXTRA_CA_CERTS.`
    : `${WORDS[loss.code] ?? `the request failed (${loss.code})`}.`;
  return new CliError(EXIT.unreachable, "UNREACHABLE", `${origin} cannot be reached: ${why}`, {
    reason: loss.code,
  });
}
